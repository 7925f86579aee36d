import { format, resolveConfig } from 'prettier';
import './decorated-typescript.ts';
import { writeOrCheck, between } from './generated-file.ts';
import { envExample, markdown } from './settings-text.ts';
import { settingsOfApps } from './settings.ts';
import { typedOfProviders, vendorSettingsModule } from './vendor-settings.ts';

const apps = await settingsOfApps();
writeOrCheck('.env.example', () => envExample(apps));
writeOrCheck('README.md', (present) => between(present, 'settings', markdown(apps)));

const vendors = 'apps/gateway/src/inbound/http/openapi/vendor-settings.generated.ts';
const formatted = await format(vendorSettingsModule(await typedOfProviders()), {
  ...(await resolveConfig(vendors)),
  filepath: vendors,
});
writeOrCheck(vendors, () => formatted);
// What the config rooms import may hold the process open.
process.exit();
