import type { SubmitRequest } from '#libs/contracts';
import { monotonicMs, type TenantId } from '#libs/kernel';
import type { Owned } from '../domain/accept-gates.ts';
import type { RouteStates, Senders } from './ports-of-operations.ts';

const FRESH_MS = 2_000;
const MOST_KEPT = 1_000;
const NOTHING: Owned = { senders: new Map(), routes: new Set() };

/** A tenant's senders and routes, read only where an item names one, and again where one it names is not among them. */
export class OwnedNames {
  private readonly kept = new Map<string, { owned: Owned; readAt: number }>();

  constructor(
    private readonly states: RouteStates,
    private readonly senders: Senders,
  ) {}

  async namedBy({ tenant, environment, items }: Pick<SubmitRequest, 'tenant' | 'environment' | 'items'>) {
    const senders = items.flatMap(({ sender }) => sender ?? []);
    const routes = items.flatMap(({ route }) => route ?? []);
    if (senders.length + routes.length === 0) return NOTHING;

    const known = this.kept.get(`${tenant} ${environment}`);
    const holds = ({ owned }: { owned: Owned }): boolean =>
      senders.every((it) => owned.senders.has(it)) && routes.every((it) => owned.routes.has(it));
    if (known && holds(known) && monotonicMs() - known.readAt < FRESH_MS) return known.owned;
    return this.read(tenant as TenantId, environment);
  }

  private async read(tenant: TenantId, environment: SubmitRequest['environment']): Promise<Owned> {
    const readAt = monotonicMs();
    const [senders, routes] = await Promise.all([
      this.senders.ofTenant(tenant),
      this.states.ofTenant(tenant, environment),
    ]);
    const here = new Set(routes.map(({ _id }) => _id));
    const having = senders.map(({ value, routes: of }) => [value, new Set(of.filter((id) => here.has(id)))] as const);
    const owned = { senders: new Map(having), routes: here };
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    this.kept.set(`${tenant} ${environment}`, { owned, readAt });
    return owned;
  }
}
