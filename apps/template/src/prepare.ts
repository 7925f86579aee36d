import 'reflect-metadata';
import { prepareProgram } from '#libs/persistence';
import { readPrepareConfig } from './config/settings.ts';
import { templateIndexes } from './outbound/mongo/indexes.ts';
import { migrations } from './outbound/mongo/migrations/index.ts';

await prepareProgram({ owner: 'template', readConfig: readPrepareConfig, migrations, indexes: templateIndexes });
