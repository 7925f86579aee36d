import 'reflect-metadata';
import { createApp } from '#libs/service-host';
import { providerSns } from './sns.module.ts';

await createApp(providerSns).run();
