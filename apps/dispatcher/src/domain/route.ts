import type { Environment, RegisterAccountRequest } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';

/** A way out: a vendor account with an owner. Its id is the account's. */
export interface Route {
  readonly id: string;
  readonly tenant: TenantId;
  readonly environment: Environment;
  readonly vendor: string;
  /** Whether the vendor can be asked what became of a send, and whether "nothing" then proves anything. */
  readonly lookup: RegisterAccountRequest['lookup'];
}

/** The first of the tenant's routes in this environment: a test message never takes a live route. */
export function chooseRoute(routes: readonly Route[], tenant: TenantId, environment: Environment): Route | undefined {
  return routes.find((route) => route.tenant === tenant && route.environment === environment);
}
