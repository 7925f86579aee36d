import 'reflect-metadata';
import { createApp } from '#libs/service-host';
import { dispatcher } from './dispatcher.module.ts';

await createApp(dispatcher).run();
