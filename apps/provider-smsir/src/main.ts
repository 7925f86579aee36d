import 'reflect-metadata';
import { createApp } from '#libs/service-host';
import { providerSmsir } from './smsir.module.ts';

await createApp(providerSmsir).run();
