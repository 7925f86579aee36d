import type { TenantId } from '#libs/kernel';
import { newPhone, newPool, TENANT } from '../../../test/builders/ledger-documents.ts';
import { phoneRoutes } from './phones.ts';

const [a, b] = ['phone-a', 'phone-b'];

test('pools come in their order, then every phone; both have the state of a healthy route', () => {
  const pools = [
    newPool({ _id: 'pool-2', order: 2, name: 'second' }),
    newPool({ _id: 'pool-1', order: 1, agents: [b] }),
  ];

  const routes = phoneRoutes([newPhone({ _id: a }), newPhone({ _id: b })], pools);

  expect(routes.map(({ id }) => id)).toEqual(['pool-1', 'pool-2', a, b]);
  for (const route of routes)
    expect(route).toMatchObject({ vendor: 'phone', lookup: 'none', state: { breaker: 'closed', penalty: 0 } });
  expect(routes[0]).toMatchObject({ tenant: TENANT, name: 'phones', phones: { kind: 'pool', agents: [b] } });
  expect(routes[2]).toMatchObject({ phones: { kind: 'agent', agents: [a], online: true } });
});

test('a route names its enabled phones, and is online if one of them is', () => {
  const pool = newPool({ agents: [a, b, 'phone-unknown'] });
  const [of] = phoneRoutes([newPhone({ _id: a, enabled: false }), newPhone({ _id: b, online: false })], [pool]);

  expect(of!.phones).toEqual({ kind: 'pool', agents: [b], online: false, onlineCountries: [] });
});

test('the countries of a pool are those of its enabled phones; one that texts everywhere lifts the limit', () => {
  const pool = newPool({ agents: [a, b] });
  const vn = newPhone({ _id: a, countries: ['VN', 'TH'] });
  const of = (other: object) => phoneRoutes([vn, newPhone({ _id: b, countries: ['HK', 'VN'], ...other })], [pool])[0]!;

  expect(of({}).countries).toEqual(['VN', 'TH', 'HK']);
  expect(of({ enabled: false }).countries).toEqual(['VN', 'TH']);
  expect(of({ countries: undefined })).not.toHaveProperty('countries');
  expect(of({ online: false })).toMatchObject({
    countries: ['VN', 'TH', 'HK'],
    phones: { onlineCountries: ['VN', 'TH'] },
  });
});

test('a pool has no phones of another tenant or environment', () => {
  const pool = newPool({ agents: [a, b] });
  const strangers = [newPhone({ _id: a, tenant: 'zzzzzzzz' as TenantId }), newPhone({ _id: b, environment: 'live' })];

  expect(phoneRoutes(strangers, [pool])[0]!.phones!.agents).toEqual([]);
});
