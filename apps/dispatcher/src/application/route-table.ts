import type { Environment } from '#libs/contracts';
import { clock, type TenantId } from '#libs/kernel';
import { chooseRoute, type Route } from '../domain/route.ts';
import type { Accounts } from './ports.ts';

const FRESH_MS = 5_000;
const RETRY_MISS_MS = 500;

/** The routes, read at most every few seconds; sooner when a tenant seems to have none. */
export class RouteTable {
  private routes: readonly Route[] = [];
  private readAt = -Infinity;
  private reading: Promise<void> | undefined;

  constructor(private readonly accounts: Accounts) {}

  async choose(tenant: TenantId, environment: Environment): Promise<Route | undefined> {
    const age = clock.now() - this.readAt;
    if (age > FRESH_MS) await this.refresh();
    const route = chooseRoute(this.routes, tenant, environment);
    if (route || clock.now() - this.readAt < RETRY_MISS_MS) return route;
    await this.refresh();
    return chooseRoute(this.routes, tenant, environment);
  }

  async byId(id: string): Promise<Route | undefined> {
    const known = this.routes.find((route) => route.id === id);
    if (known) return known;
    await this.refresh();
    return this.routes.find((route) => route.id === id);
  }

  refresh(): Promise<void> {
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async read(): Promise<void> {
    this.routes = await this.accounts.routes();
    this.readAt = clock.now();
  }
}
