import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { vendors } from '../apps/vendors.generated.ts';
import './decorated-typescript.ts';
import { between, formatted, writeOrCheck } from './generated-file.ts';
import { presetsModule } from './projects.ts';
import { envExample, markdown } from './settings-text.ts';
import { settingsOfApps } from './settings.ts';
import { composeWithVendors, prometheusWithVendors } from './vendor-services.ts';
import { typedOfProviders, vendorSettingsModule } from './vendor-settings.ts';

const apps = await settingsOfApps();
writeOrCheck('.env.example', () => envExample(apps));
writeOrCheck('README.md', (present) => between(present, 'settings', markdown(apps)));

const typed = await typedOfProviders();
const document = 'apps/gateway/src/inbound/http/openapi/vendor-settings.generated.ts';
const settings = await formatted(document, vendorSettingsModule(typed));
writeOrCheck(document, () => settings);

const compose = 'docker-compose.yml';
const anchors = parse(readFileSync(compose, 'utf8')) as Readonly<Record<string, object>>;
const common = ['x-ops', 'x-nats', 'x-provider'].flatMap((anchor) => Object.keys(anchors[anchor] ?? {}));
const required = [...typed.values()].flatMap((account) =>
  Object.values(account).flatMap(({ required, variable }) => (required && variable ? [variable] : [])),
);
const described = { vendors, apps, common: common.map((name) => name.replace(/_FILE$/, '')), required };
writeOrCheck(compose, (present) => composeWithVendors(present, described));
writeOrCheck('deploy/prometheus/prometheus.yml', (present) => prometheusWithVendors(present, vendors));
const presetsFile = 'apps/cli/src/policies/presets.generated.ts';
const presets = await formatted(presetsFile, presetsModule(vendors));
writeOrCheck(presetsFile, () => presets);
// Modules that the config rooms import may keep the process running.
process.exit();
