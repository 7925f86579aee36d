import { PostriderError, type TenantId } from '#libs/kernel';

export const noTenant = (tenant: TenantId): PostriderError =>
  new PostriderError('not_found', `There is no tenant ${tenant}. It is made at the first start of the gateway.`);
