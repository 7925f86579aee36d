import { clock } from '#libs/kernel';
import type { ApiKeyView } from './ports.ts';

export const KEY_STATES = ['active', 'expired', 'revoked'] as const;
export type KeyState = (typeof KEY_STATES)[number];

export function keyStateOf({ revokedAt, expiresAt }: Pick<ApiKeyView, 'revokedAt' | 'expiresAt'>): KeyState {
  if (revokedAt) return 'revoked';
  return expiresAt && expiresAt.getTime() <= clock.now() ? 'expired' : 'active';
}
