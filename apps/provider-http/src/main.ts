import 'reflect-metadata';
import { createApp } from '#libs/service-host';
import { providerHttp } from './http.module.ts';

await createApp(providerHttp).run();
