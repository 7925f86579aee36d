import 'reflect-metadata';
import { createApp } from '#libs/service-host';
import { gateway } from '../../gateway/src/gateway.module.ts';
import { template } from '../../template/src/template.module.ts';

await createApp(template, gateway).run();
