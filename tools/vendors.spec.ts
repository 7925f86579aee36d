// The descriptors and the settings of every existing vendor.
import { globSync } from 'node:fs';
import { vendors } from '../apps/vendors.generated.ts';
import { settingsOfApps } from './settings.ts';

const apps = await settingsOfApps();
const variablesOf = (app: string): readonly string[] => apps.get(app)!.map(({ variable }) => variable);

test('every adapter has a descriptor and a fake vendor', () => {
  const folders = globSync('apps/provider-*').toSorted();

  expect(vendors.map(({ name }) => `apps/provider-${name}`)).toEqual(folders);
  expect(globSync('apps/provider-*/sandbox/settings.ts')).toHaveLength(folders.length);
});

describe.each(vendors.map((vendor) => [vendor.name, vendor] as const))('the descriptor of %s', (name, vendor) => {
  const { prefix, ownPrefix, credentials, newCredentials, account = {}, atSandbox } = vendor;
  const made = Object.keys(newCredentials());
  const adapter = variablesOf(`provider-${name}`);
  const fake = variablesOf('sandbox').filter((variable) => variable.startsWith(prefix));

  test('has a prefix of its own, and the setting that marks an account of the caller', () => {
    expect(prefix).toMatch(/^[A-Z0-9]+_$/);
    expect(ownPrefix ?? prefix).toMatch(new RegExp(`^${prefix}`));
    expect(vendors.filter((other) => other.prefix === prefix)).toEqual([vendor]);
    expect(adapter).toContain(`${prefix}ENVIRONMENT`);
  });

  test('only names settings of the adapter', () => {
    const named = [...credentials, ...Object.keys({ ...account, ...atSandbox('http://127.0.0.1:1') })];

    expect(named.filter((variable) => !adapter.includes(variable) || !variable.startsWith(prefix))).toEqual([]);
    expect(adapter).toEqual(expect.arrayContaining(made.map((variable) => `SANDBOX_${variable}`)));
  });

  test('makes new credentials each time, and gives the fake vendor all its settings', () => {
    const again = newCredentials();

    expect(credentials).toEqual(expect.arrayContaining(made));
    expect(Object.entries(newCredentials()).filter(([variable, value]) => again[variable] === value)).toEqual([]);
    expect([...made, ...Object.keys(account)].toSorted()).toEqual(fake.toSorted());
  });

  test('points the adapter to the sandbox with test messages only', () => {
    expect(atSandbox('http://127.0.0.1:1')).toMatchObject({ [`${prefix}ENVIRONMENT`]: 'test' });
    expect(Object.values(atSandbox('http://127.0.0.1:1'))).toContain('http://127.0.0.1:1');
  });
});

test("a sandbox needs no vendor's account", () => {
  const required = apps.get('sandbox')!.filter(({ fallback }) => fallback === undefined);

  expect(required.map(({ variable }) => variable)).toEqual([]);
});
