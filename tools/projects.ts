import { basename, dirname } from 'node:path';
import type { VendorDescriptor } from '#libs/provider-kit';

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
  const files = moduleFiles.toSorted();
  const names = files.map((file) => camelCase(file.split('/')[1] ?? ''));
  const imports = files.map((file, at) => `import { ${names[at]} } from '${file.replace(/^apps\//, '../../')}';\n`);
  return `${HEAD}${imports.join('')}\nexport const providers = [${names.join(', ')}];\n`;
}

interface VendorList {
  /** The name of the export in each file, and its name in the list. */
  readonly exported: string;
  readonly listed: string;
  readonly type: string;
  readonly typeFrom: string;
  /** The folder in the list's path, relative to `apps/`. */
  readonly folder: string;
}

/** A module that lists the exports of a file in every vendor's folder. */
export function vendorsModule(files: readonly string[], list: VendorList): string {
  const { exported, listed, type, typeFrom, folder } = list;
  const vendors = files.toSorted().map((file) => ({
    name: camelCase((file.split('/')[1] ?? '').replace('provider-', '')),
    from: file.replace(/^apps\//, folder),
  }));
  const imports = vendors.map(({ name, from }) => `import { ${exported} as ${name} } from '${from}';\n`);
  const names = vendors.map(({ name }) => name).join(', ');
  return `${HEAD}import type { ${type} } from '${typeFrom}';\n${imports.join('')}\nexport const ${listed}: readonly ${type}[] = [${names}];\n`;
}

type WithPresets = Pick<VendorDescriptor, 'name' | 'presets'>;

/** For the command line: the vendors of each preset, in their order. */
export function presetsModule(vendors: readonly WithPresets[]): string {
  const all = [...new Set(vendors.flatMap(({ presets = {} }) => Object.keys(presets)))].toSorted();
  const entries = all.map((preset) => {
    const of = vendors.filter(({ presets = {} }) => Object.hasOwn(presets, preset));
    const ordered = of.toSorted((one, other) => one.presets![preset]! - other.presets![preset]!);
    return [preset, ordered.map(({ name }) => name)];
  });
  const says = '// Written by `npm run generate` from the descriptors of the vendors.\n';
  return `${says}export const PRESETS = ${JSON.stringify(Object.fromEntries(entries))} as const;\n`;
}

const HEAD = '// Written by `npm run generate` from the folders below apps.\n';

function camelCase(kebab: string): string {
  return kebab.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
