import { checksum } from './api-key.ts';
import { isTenantId, type TenantId } from './ids.ts';

/** The parts of `sms_user_<tenant>_<user id>_<generation>_<secret 43><checksum 6>`. */
export interface UserTokenParts {
  readonly tenant: TenantId;
  readonly user: string;
  /** A token is valid only while this is the user's present one. */
  readonly generation: number;
  readonly secret: string;
}

const SHAPE = /^sms_user_([0-9a-z]{8})_([0-9A-Z]{26})_(\d{1,9})_([\w-]{43})([0-9A-Za-z]{6})$/;

export function formatUserToken({ tenant, user, generation, secret }: UserTokenParts): string {
  const unsigned = `sms_user_${tenant}_${user}_${generation}_${secret}`;
  return `${unsigned}${checksum(unsigned)}`;
}

/** Undefined unless shape and checksum are right, so that a mistyped token is refused without a look-up. */
export function parseUserToken(text: string): UserTokenParts | undefined {
  const [, tenant = '', user = '', generation, secret = '', sum] = SHAPE.exec(text) ?? [];
  if (!isTenantId(tenant) || checksum(text.slice(0, -6)) !== sum) return undefined;
  return { tenant, user, generation: Number(generation), secret };
}

export const isUserToken = (text: string): boolean => text.startsWith('sms_user_');
