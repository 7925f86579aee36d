import { nestProjects, presetsModule, providersModule, vendorsModule } from './projects.ts';

test('every app is a project, and each host of standalone is a project too', () => {
  const { projects } = JSON.parse(nestProjects(['apps/standalone/src/edge.ts', 'apps/gateway/src/main.ts'])) as {
    projects: Record<string, { root: string; entryFile: string; sourceRoot: string }>;
  };

  expect(Object.keys(projects)).toEqual(['gateway', 'standalone-edge']);
  expect(projects['standalone-edge']).toMatchObject({
    root: 'apps/standalone',
    entryFile: 'edge',
    sourceRoot: 'apps/standalone/src',
  });
});

test('a new vendor folder is hosted without an edit', () => {
  const files = ['apps/provider-twilio/src/twilio.module.ts', 'apps/provider-new-one/src/new-one.module.ts'];

  expect(providersModule(files)).toBe(
    [
      '// Written by `npm run generate` from the folders below apps.',
      "import { providerNewOne } from '../../provider-new-one/src/new-one.module.ts';",
      "import { providerTwilio } from '../../provider-twilio/src/twilio.module.ts';",
      '',
      'export const providers = [providerNewOne, providerTwilio];',
      '',
    ].join('\n'),
  );
});

test("the export of every vendor's folder is listed under the vendor's name", () => {
  const files = ['apps/provider-twilio/vendor.ts', 'apps/provider-new-one/vendor.ts'];
  const list = { exported: 'vendor', listed: 'vendors', type: 'Descriptor', typeFrom: '#libs/kit', folder: './' };

  expect(vendorsModule(files, list)).toBe(
    [
      '// Written by `npm run generate` from the folders below apps.',
      "import type { Descriptor } from '#libs/kit';",
      "import { vendor as newOne } from './provider-new-one/vendor.ts';",
      "import { vendor as twilio } from './provider-twilio/vendor.ts';",
      '',
      'export const vendors: readonly Descriptor[] = [newOne, twilio];',
      '',
    ].join('\n'),
  );
});

test('a preset has the vendors that name it, in their places', () => {
  const vendors = [{ name: 'second', presets: { old: 2 } }, { name: 'new' }, { name: 'first', presets: { old: 1 } }];

  expect(presetsModule(vendors)).toContain('PRESETS = {"old":["first","second"]} as const;');
});
