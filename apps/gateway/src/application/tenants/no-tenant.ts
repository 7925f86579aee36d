import { PostriderError, type TenantId } from '#libs/kernel';

export const noTenant = (tenant: TenantId): PostriderError =>
  new PostriderError('not_found', `There is no tenant ${tenant}. The gateway makes it at its first start.`);
