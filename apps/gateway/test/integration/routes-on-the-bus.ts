import {
  type AccountView,
  type AccountsQuery,
  type AccountsReply,
  type ChangeRouteRequest,
  type DeleteSenderRequest,
  type Done,
  type Environment,
  type ForceRouteRequest,
  type PolicyQuery,
  type PolicyView,
  type RouteHistory,
  type RouteHistoryEntry,
  type RouteHistoryQuery,
  type RouteView,
  type RoutesQuery,
  type RoutesReply,
  type SaveAccountRequest,
  type SavePolicyRequest,
  type SaveSenderRequest,
  type Sender,
  type SendersQuery,
  type SendersReply,
  type VendorHealthQuery,
  type VendorHealthReply,
  accountIdOf,
  dispatcherContracts,
} from '#libs/contracts';
import { PostriderError, readSender } from '#libs/kernel';
import { answering, type Answering } from './answering.ts';

const AT = '2030-01-01T00:00:00.000Z';

interface KeptRoute {
  readonly tenant: string;
  readonly source: 'settings' | 'api';
  readonly fields: string[];
  readonly view: RouteView;
  readonly history: RouteHistoryEntry[];
}

interface OfTenant {
  readonly tenant: string;
  readonly environment?: Environment;
}

/** The dispatcher's side of routes, accounts, policies and senders, kept in memory by the rules of the contracts. */
export class RoutesOnTheBus {
  /** Every change that arrived, in order. */
  readonly changes: object[] = [];
  private kept: KeptRoute[] = [];
  private readonly policies = new Map<string, PolicyView>();
  private readonly senders = new Map<string, Sender>();

  /** As an account made by an adapter's settings would be there. */
  add(tenant: string, id: string, environment: Environment): RouteView {
    const view = routeOf(id, id.split('-')[0]!, id, environment);
    this.kept.push({ tenant, source: 'settings', fields: ['token'], view, history: [] });
    return view;
  }

  clear(): void {
    this.kept = [];
    this.changes.length = 0;
    this.policies.clear();
    this.senders.clear();
  }

  routes(query: RoutesQuery): RoutesReply {
    return { routes: this.of(query).map(({ view }) => view) };
  }

  changeRoute({ tenant, id, by, change }: ChangeRouteRequest): RouteView {
    const kept = this.find(tenant, id);
    this.changes.push({ id, by, change });
    for (const [name, value] of Object.entries(change))
      Object.assign(kept.view, { [name]: value === null ? undefined : value });
    return this.moved(kept, { what: 'settings', reason: 'changed', by });
  }

  forceRoute({ tenant, id, by, force, for_s, reason }: ForceRouteRequest): RouteView {
    const kept = this.find(tenant, id);
    this.changes.push({ id, by, force, for_s, reason });
    const until = new Date(Date.parse(AT) + for_s * 1_000).toISOString();
    kept.view.state.override = force === 'auto' ? undefined : { force, until, by, reason };
    return this.moved(kept, { what: 'override', to: force, reason, by });
  }

  history({ tenant, id, limit, before = Infinity }: RouteHistoryQuery): RouteHistory {
    const { history } = this.find(tenant, id);
    return { changes: history.filter(({ version }) => version < before).slice(0, limit) };
  }

  policy({ tenant, environment }: PolicyQuery): PolicyView {
    return this.policies.get(`${tenant}.${environment}`) ?? { environment, version: 0, rules: [] };
  }

  savePolicy({ tenant, environment, version, rules, by }: SavePolicyRequest): PolicyView {
    const present = this.policy({ tenant, environment });
    if (present.version !== version) throw new PostriderError('version_conflict', 'Somebody saved another one.');
    const known = new Set(this.of({ tenant, environment }).map(({ view }) => view.id));
    for (const { routes, weighted } of rules) {
      const named = routes ?? weighted?.map(({ route }) => route) ?? [];
      if ((routes && weighted) || named.length === 0 || !named.every((route) => known.has(route)))
        throw new PostriderError('invalid_policy', 'Each rule takes routes or weighted, of known routes.');
    }
    const saved = { environment, version: version + 1, rules, updated_at: AT, updated_by: by };
    this.policies.set(`${tenant}.${environment}`, saved);
    return saved;
  }

  sendersOf({ tenant }: SendersQuery): SendersReply {
    const own = [...this.senders].filter(([key]) => key.startsWith(`${tenant}.`));
    return { senders: own.map(([, sender]) => sender) };
  }

  saveSender({ tenant, sender }: SaveSenderRequest): Sender {
    const known = new Set(this.of({ tenant }).map(({ view }) => view.id));
    if (!readSender(sender.value).ok || !sender.routes.every((route) => known.has(route)))
      throw new PostriderError('invalid_sender', 'A sender is of known routes.');
    this.senders.set(`${tenant}.${sender.value}`, sender);
    return sender;
  }

  deleteSender({ tenant, value }: DeleteSenderRequest): Done {
    if (!this.senders.delete(`${tenant}.${value}`)) throw new PostriderError('not_found', 'No such sender.');
    return {};
  }

  accounts(query: AccountsQuery): AccountsReply {
    return { accounts: this.of(query).map(accountOf) };
  }

  saveAccount({ tenant, id: wanted, name, account, by }: SaveAccountRequest): AccountView {
    const id = accountIdOf(account);
    if (wanted !== undefined && wanted !== id) throw new PostriderError('invalid_account', 'That is another account.');
    this.changes.push({ name, account, by });
    const before = this.kept.find(({ view }) => view.id === id);
    if (before && before.tenant !== tenant) throw new PostriderError('invalid_account', 'Another tenant has it.');
    const view = { ...(before?.view ?? routeOf(id, account.vendor, name, account.environment)), name };
    const kept: KeptRoute = { tenant, source: 'api', fields: account.fields, view, history: before?.history ?? [] };
    this.kept = [...this.kept.filter((each) => each !== before), kept];
    return accountOf(kept);
  }

  health(query: VendorHealthQuery): VendorHealthReply {
    const windows = [{ seconds: 300, outcomes: { accepted: 3, unknown: 1 }, success: 0.75, p50_ms: 90, p95_ms: 400 }];
    return {
      routes: this.of(query).map(({ view: { id, vendor, name, environment, enabled, state } }) => {
        return {
          route: id,
          vendor,
          name,
          environment,
          enabled,
          state,
          in_flight: 0,
          concurrency_limit: 8,
          penalty: 0,
          windows,
        };
      }),
    };
  }

  private of({ tenant, environment }: OfTenant): KeptRoute[] {
    const seen = this.kept.filter(({ view }) => environment === undefined || view.environment === environment);
    return seen.filter((kept) => kept.tenant === tenant);
  }

  private find(tenant: string, id: string): KeptRoute {
    const found = this.of({ tenant }).find(({ view }) => view.id === id);
    if (!found) throw new PostriderError('not_found', 'There is no such route of this tenant.');
    return found;
  }

  private moved({ view, history }: KeptRoute, entry: Omit<RouteHistoryEntry, 'version' | 'at'>): RouteView {
    view.state.version += 1;
    history.unshift({ version: view.state.version, at: AT, ...entry });
    return view;
  }
}

export const answersOfRoutes = (routes: RoutesOnTheBus): readonly Answering[] => [
  answering(dispatcherContracts.routes.list, (query) => routes.routes(query)),
  answering(dispatcherContracts.routes.change, (request) => routes.changeRoute(request)),
  answering(dispatcherContracts.routes.force, (request) => routes.forceRoute(request)),
  answering(dispatcherContracts.routes.history, (query) => routes.history(query)),
  answering(dispatcherContracts.policies.read, (query) => routes.policy(query)),
  answering(dispatcherContracts.policies.save, (request) => routes.savePolicy(request)),
  answering(dispatcherContracts.senders.list, (query) => routes.sendersOf(query)),
  answering(dispatcherContracts.senders.save, (request) => routes.saveSender(request)),
  answering(dispatcherContracts.senders.delete, (request) => routes.deleteSender(request)),
  answering(dispatcherContracts.accounts.list, (query) => routes.accounts(query)),
  answering(dispatcherContracts.accounts.save, (request) => routes.saveAccount(request)),
  answering(dispatcherContracts.routes.health, (query) => routes.health(query)),
];

function routeOf(id: string, vendor: string, name: string, environment: Environment): RouteView {
  const state = { breaker: 'closed', since: AT, version: 1 } as const;
  return { id, vendor, name, environment, enabled: true, order: 10, receipts: 'callback', created_at: AT, state };
}

function accountOf({ source, fields, view }: KeptRoute): AccountView {
  const { id, vendor, name, environment, enabled, created_at } = view;
  return { id, vendor, name, environment, enabled, source, fields, created_at, updated_at: AT };
}
