import 'reflect-metadata';
import { createApp } from '#libs/service-host';
import { agentLease } from './agent-lease.module.ts';

await createApp(agentLease).run();
