import {
  accountIdOf,
  type AccountsSwitchedOff,
  type NoAccountRequest,
  type RegisterAccountRequest,
  type SandboxAccountRequest,
} from '#libs/contracts';
import { clock, type TenantId } from '#libs/kernel';
import { changeAtAnyVersion } from './change-route.ts';
import type { Accounts, Policies, RouteAnnouncements, RouteRecord, RouteStates, SettingsPlaces } from './ports.ts';
import { knownEverywhere } from '../routing/route-table.ts';

export interface SettingsAccountPorts {
  readonly accounts: Accounts;
  readonly states: RouteStates;
  readonly policies: Policies;
  readonly places: SettingsPlaces;
  readonly announcements: RouteAnnouncements;
  readonly seedTenant: TenantId;
}

export interface Named {
  readonly account: string;
  readonly switchedOff: string[];
  /** An adapter that started later named another account, and that one is used. */
  readonly isOutdated: boolean;
}

const BY = 'postrider';

/** Makes or refreshes the account that the settings describe. It replaces the one that they named before. */
export async function nameAccount(ports: SettingsAccountPorts, request: RegisterAccountRequest): Promise<Named> {
  const { vendor, started_ms_ago: ago } = request;
  // Adapters of earlier versions send no time: they only make their account.
  if (ago === undefined) {
    const account = await keep(ports, request);
    return { account, switchedOff: [], isOutdated: false };
  }
  const holds = await ports.places.take(vendor, accountIdOf(request), clock.now() - ago);
  const account = await keep(ports, request);
  return { account, switchedOff: await followSettings(ports, vendor), isOutdated: !holds };
}

/** The adapter runs, and its settings name no account. */
export async function nameNoAccount(
  ports: SettingsAccountPorts,
  { vendor, started_ms_ago: ago }: NoAccountRequest,
): Promise<AccountsSwitchedOff> {
  await ports.places.take(vendor, undefined, clock.now() - ago);
  return switchedOff(ports, vendor);
}

/** Names the sandbox's account, which takes test messages beside the settings' live one, or says that there is none. */
export async function nameSandbox(
  ports: SettingsAccountPorts,
  { vendor, started_ms_ago, account }: SandboxAccountRequest,
): Promise<AccountsSwitchedOff> {
  await ports.places.take(sandboxOf(vendor), account && accountIdOf(account), clock.now() - started_ms_ago);
  if (account) await keep(ports, { ...account, started_ms_ago });
  return switchedOff(ports, vendor);
}

async function keep(
  { accounts, announcements, seedTenant }: SettingsAccountPorts,
  request: RegisterAccountRequest,
): Promise<string> {
  const upsert = (): Promise<string> => accounts.upsert(seedTenant, request);
  const id = await announcements.changingRoutes(seedTenant, [accountIdOf(request)], upsert);
  const { vendor, sender_rule: rule } = request;
  if (rule && (await accounts.saveRule(vendor, rule))) await announcements.routesChanged(undefined, []);
  return id;
}

/** `now` is read last: adapters set their clock to it. */
async function switchedOff(ports: SettingsAccountPorts, vendor: string): Promise<AccountsSwitchedOff> {
  const switched_off = await followSettings(ports, vendor);
  await knownEverywhere();
  return { switched_off, now: clock.now() };
}

/** The settings of a vendor have two places: the account that they name, and the sandbox's beside it. */
const sandboxOf = (vendor: string): string => `${vendor}.sandbox`;

async function namedOf({ places }: SettingsAccountPorts, vendor: string): Promise<readonly string[]> {
  const named = await Promise.all([vendor, sandboxOf(vendor)].map((place) => places.named(place)));
  return named.flatMap((account) => account ?? []);
}

/**
 * Switches on the account that the settings name, and off the one they named before. Repeated until the settings stay
 * the same.
 */
async function followSettings(ports: SettingsAccountPorts, vendor: string): Promise<string[]> {
  const { states, seedTenant } = ports;
  const switchedOff = new Set<string>();
  for (let named = await namedOf(ports, vendor); ;) {
    const mine = (await states.ofTenant(seedTenant)).filter((it) => it.vendor === vendor && it.source === 'settings');
    const off = mine.filter(({ _id, enabled }) => !named.includes(_id) && enabled);
    for (const on of mine.filter(({ _id, unnamed_at }) => named.includes(_id) && unnamed_at))
      await switchOn(ports, on, off);
    for (const account of off) {
      await switchOff(ports, account);
      switchedOff.add(account._id);
    }
    const now = await namedOf(ports, vendor);
    if (now.join() === named.join()) return [...switchedOff];
    named = now;
  }
}

async function switchOn(ports: SettingsAccountPorts, on: RouteRecord, off: readonly RouteRecord[]): Promise<void> {
  const before = off.find(({ environment }) => environment === on.environment);
  await changeAtAnyVersion(ports.states, ports.seedTenant, on._id, (route) => {
    const isNew = route.state.version === 1;
    const settings = { enabled: true, unnamed_at: null, ...(isNew && before && setByPeople(before)) };
    const entry = { what: 'settings', to: { enabled: true }, reason: 'the settings name it', by: BY };
    return { set: { settings }, entry };
  });
  if (before) await policyFollows(ports, before, on._id);
}

/** Values that operators set for this place; the next account takes them over. */
const setByPeople = ({ order, countries, max_segments, price_micros, currency }: RouteRecord) => ({
  order,
  ...(countries && { countries }),
  ...(max_segments !== undefined && { max_segments }),
  ...(price_micros !== undefined && { price_micros, currency: currency! }),
});

async function policyFollows(
  { policies, announcements, seedTenant }: SettingsAccountPorts,
  { _id: from, environment }: RouteRecord,
  to: string,
): Promise<void> {
  const policy = await policies.read(seedTenant, environment);
  if (!policy || !JSON.stringify(policy.rules).includes(`"${from}"`)) return;
  const follow = (id: string): string => (id === from ? to : id);
  const rules = policy.rules.map((rule) => ({
    ...rule,
    ...(rule.routes && { routes: [...new Set(rule.routes.map(follow))] }),
    ...(rule.weighted && { weighted: rule.weighted.map((it) => ({ ...it, route: follow(it.route) })) }),
  }));
  const next = { environment, version: policy.version + 1, rules, updated_at: new Date(clock.now()), updated_by: BY };
  // A policy that an operator saves at the same moment is not overwritten: it names the route that the operator saw.
  await announcements.changingRoutes(seedTenant, [], () => policies.save(seedTenant, next));
}

async function switchOff({ states, seedTenant }: SettingsAccountPorts, { _id }: RouteRecord): Promise<void> {
  await changeAtAnyVersion(states, seedTenant, _id, (route) => {
    if (!route.enabled) return undefined;
    const settings = { enabled: false, unnamed_at: new Date(clock.now()) };
    const to = { enabled: false };
    return { set: { settings }, entry: { what: 'settings', to, reason: 'the settings no longer name it', by: BY } };
  });
}
