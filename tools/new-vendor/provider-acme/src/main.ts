import 'reflect-metadata';
import { createApp } from '#libs/service-host';
import { providerAcme } from './acme.module.ts';

await createApp(providerAcme).run();
