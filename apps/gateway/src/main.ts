import 'reflect-metadata';
import { createApp } from '#libs/service-host';
import { gateway } from './gateway.module.ts';

await createApp(gateway).run();
