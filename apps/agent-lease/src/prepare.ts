import 'reflect-metadata';
import { prepareProgram } from '#libs/persistence';
import { readPrepareConfig } from './config/settings.ts';
import { agentIndexes } from './outbound/mongo/indexes.ts';
import { migrations } from './outbound/mongo/migrations/index.ts';

await prepareProgram({ owner: 'agent-lease', readConfig: readPrepareConfig, migrations, indexes: agentIndexes });
