import { globSync } from 'node:fs';
import { formatted, writeOrCheck } from './generated-file.ts';
import { nestProjects, providersModule, vendorsModule } from './projects.ts';

// A new app or vendor is a new folder: the lists of them are generated from the folders.
const mains = globSync('apps/*/src/main.ts');
const hosts = ['apps/standalone/src/edge.ts', 'apps/standalone/src/core.ts'];
const programs = globSync('apps/{gateway,template,dispatcher,agent-lease}/src/{audit,keys,prepare}.ts');
writeOrCheck('nest-cli.json', () => nestProjects([...mains, ...hosts, ...programs]));

const descriptors = vendorsModule(globSync('apps/provider-*/vendor.ts'), {
  exported: 'vendor',
  listed: 'vendors',
  type: 'VendorDescriptor',
  typeFrom: '#libs/provider-kit',
  folder: './',
});
const fakes = vendorsModule(globSync('apps/provider-*/sandbox/index.ts'), {
  exported: 'fakeVendor',
  listed: 'fakeVendors',
  type: 'FakeVendor',
  typeFrom: '#libs/sandbox-kit',
  folder: '../../',
});
for (const [file, text] of [
  ['apps/standalone/src/providers.generated.ts', providersModule(globSync('apps/provider-*/src/*.module.ts'))],
  ['apps/vendors.generated.ts', descriptors],
  ['apps/sandbox/src/vendors.generated.ts', fakes],
] as const) {
  const wanted = await formatted(file, text);
  writeOrCheck(file, () => wanted);
}
