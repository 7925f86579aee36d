import 'reflect-metadata';
import { createApp } from '#libs/service-host';
import { providerKavenegar } from './kavenegar.module.ts';

await createApp(providerKavenegar).run();
