import 'reflect-metadata';
import { createApp } from '#libs/service-host';
import { template } from './template.module.ts';

await createApp(template).run();
