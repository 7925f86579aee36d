import 'reflect-metadata';
import { createApp } from '#libs/service-host';
import { providerTwilio } from './twilio.module.ts';

await createApp(providerTwilio).run();
