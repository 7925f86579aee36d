import { globSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { writeOrCheck } from './generated-file.ts';
import { nestProjects, providersModule } from './projects.ts';

// A new app or vendor is a new folder: what lists them is written from the folders.
const mains = globSync('apps/*/src/main.ts');
const hosts = ['apps/standalone/src/edge.ts', 'apps/standalone/src/core.ts'];
const programs = ['apps/gateway/src/keys.ts'];
const providerModules = globSync('apps/provider-*/src/*.module.ts');

writeOrCheck('nest-cli.json', () => nestProjects([...mains, ...hosts, ...programs]));
const providers = 'apps/standalone/src/providers.generated.ts';
const formatted = await format(providersModule(providerModules), {
  ...(await resolveConfig(providers)),
  filepath: providers,
});
writeOrCheck(providers, () => formatted);
