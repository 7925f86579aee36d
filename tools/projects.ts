import { basename, dirname } from 'node:path';

const COMPILER = {
  builder: { type: 'rspack', options: { configPath: 'rspack.config.mjs' } },
  tsConfigPath: 'tsconfig.json',
};

/** nest-cli.json for the given entry files, `apps/<app>/src/<entry>.ts`; each becomes `dist/apps/<app>/<entry>.js`. */
export function nestProjects(entries: readonly string[]): string {
  const projects = entries.toSorted().map((entry) => {
    const [, app = ''] = entry.split('/');
    const entryFile = basename(entry, '.ts');
    const name = entryFile === 'main' ? app : `${app}-${entryFile}`;
    const compilerOptions = { tsConfigPath: COMPILER.tsConfigPath };
    return [name, { type: 'application', root: `apps/${app}`, entryFile, sourceRoot: dirname(entry), compilerOptions }];
  });
  const content = {
    $schema: 'https://json.schemastore.org/nest-cli',
    monorepo: true,
    root: 'apps/gateway',
    sourceRoot: 'apps/gateway/src',
    compilerOptions: COMPILER,
    projects: Object.fromEntries(projects),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** The module through which standalone hosts every adapter; `apps/provider-<x>` exports `provider<X>`. */
export function providersModule(moduleFiles: readonly string[]): string {
  const providers = moduleFiles.toSorted().map((file) => {
    const [, app = ''] = file.split('/');
    return { name: camelCase(app), from: file.replace(/^apps\//, '../../') };
  });
  const imports = providers.map(({ name, from }) => `import { ${name} } from '${from}';\n`);
  const names = providers.map(({ name }) => name).join(', ');
  return `// Written by \`npm run generate\` from the folders below apps.\n${imports.join('')}\nexport const providers = [${names}];\n`;
}

function camelCase(kebab: string): string {
  return kebab.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
