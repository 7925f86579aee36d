import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { typedOfProviders, vendorSettingsModule } from './vendor-settings.ts';

interface Room {
  typedAccount(settings: Readonly<Record<string, string>>, address: string): { readonly fields: readonly string[] };
}

const vendors = globSync('apps/provider-*').map((folder) => folder.replace(/.*provider-/, ''));
const fieldsOf = async (vendor: string, settings: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const room = (await import(pathToFileURL(resolve(`apps/provider-${vendor}/src/config.ts`)).href)) as Room;
  return room.typedAccount(settings, 'http://127.0.0.1:1').fields;
};

test('every adapter describes the settings of an account', async () => {
  expect([...(await typedOfProviders()).keys()]).toEqual(vendors.toSorted());
});

test.each(vendors)(
  'the adapter of %s accepts its own examples: all of them, and only the required ones',
  async (vendor) => {
    const all = Object.entries((await typedOfProviders()).get(vendor)!);
    for (const settings of [all, all.filter(([, { required }]) => required)]) {
      const examples = Object.fromEntries(settings.map(([name, { example }]) => [name, example]));
      expect(await fieldsOf(vendor, examples)).toEqual(Object.keys(examples));
    }
  },
);

test.each(vendors)('the adapter of %s says how long its keys and secrets are', async (vendor) => {
  const settings = Object.entries((await typedOfProviders()).get(vendor)!);
  for (const [name, { secret, pattern, says }] of settings.filter(([, { secret }]) => secret)) {
    const [, least, most] = /\{(\d+),(\d+)\}\$/.exec(pattern?.source ?? '') ?? [];
    expect({ name, secret, says }).toMatchObject({ says: expect.stringContaining(`${least} to ${most} `) });
  }
});

test('the written file has the data that the document shows of a setting, and nothing else', () => {
  const token = { required: true, secret: true, says: 'the token.', example: 'your-token', variable: 'ACME_TOKEN' };
  const written = vendorSettingsModule(
    new Map([['acme', { token, pin: { says: 'digits.', example: '1', with: 'token' } }]]),
  );

  expect(JSON.parse(/= (\{.*\});\n$/.exec(written)![1]!)).toEqual({
    acme: [
      { name: 'token', required: true, secret: true, says: 'the token.', example: 'your-token' },
      { name: 'pin', required: false, secret: false, says: 'digits.', example: '1', with: 'token' },
    ],
  });
});
