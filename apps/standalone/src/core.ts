import 'reflect-metadata';
import { createApp } from '#libs/service-host';
import { agentLease } from '../../agent-lease/src/agent-lease.module.ts';
import { dispatcher } from '../../dispatcher/src/dispatcher.module.ts';
import { configured } from './configured.ts';
import { providers } from './providers.generated.ts';

// The dispatcher looks up what is due at once: the adapters must listen then.
await createApp(...configured(providers), dispatcher, agentLease).run();
