import 'reflect-metadata';
import { createApp } from '#libs/service-host';
import { providerHkt } from './hkt.module.ts';

await createApp(providerHkt).run();
