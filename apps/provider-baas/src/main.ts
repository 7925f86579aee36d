import 'reflect-metadata';
import { createApp } from '#libs/service-host';
import { providerBaas } from './baas.module.ts';

await createApp(providerBaas).run();
