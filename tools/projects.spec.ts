import { nestProjects, providersModule } from './projects.ts';

test('every app is a project, and each host of standalone is one of its own', () => {
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
