import { gatewayContracts, type TenantRules } from '#libs/contracts';
import { PostriderError, unavailable, type TenantId } from '#libs/kernel';
import type { Bus } from '#libs/messaging';

/** Asks the owner of the tenants. */
export const tenantRulesFrom =
  (bus: Bus) =>
  async (tenant: TenantId): Promise<TenantRules> => {
    try {
      return await bus.call(gatewayContracts.tenants.rules, { tenant });
    } catch (error) {
      throw error instanceof PostriderError ? error : unavailable('The gateway', error);
    }
  };
