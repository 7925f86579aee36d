import './decorated-typescript.ts';
import { writeOrCheck, between } from './generated-file.ts';
import { envExample, markdown } from './settings-text.ts';
import { settingsOfApps } from './settings.ts';

const apps = await settingsOfApps();
writeOrCheck('.env.example', () => envExample(apps));
writeOrCheck('README.md', (present) => between(present, 'settings', markdown(apps)));
// What the config rooms import may hold the process open.
process.exit();
