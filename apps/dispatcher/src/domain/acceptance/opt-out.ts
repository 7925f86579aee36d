import type { Category, OptOutScope, OptOutSource } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';

/** Who opted out of all gets nothing, also no codes: nobody but the tenant can say which messages are wanted. */
export const isBlockedBy = (scope: OptOutScope | undefined, category: Category): boolean =>
  scope === 'all' || (scope === 'marketing' && category === 'marketing');

/** The scopes under which nothing more is blocked by `scope`. */
export const scopesOver = (scope: OptOutScope): readonly OptOutScope[] =>
  scope === 'all' ? ['all'] : ['all', 'marketing'];

/** `hash`: of the E.164 number, by the tenant's key. */
export const optOutKey = (tenant: TenantId, hash: string): string => `${tenant}.${hash}`;

/** One change of a number's opt-out. Without a scope it was lifted. */
export interface OptOutChangeRecord {
  readonly at: Date;
  readonly by: string;
  readonly scope?: OptOutScope;
  readonly source?: OptOutSource;
  /** The proof, or the reason of the lift; sealed. */
  readonly note?: Uint8Array;
}

/** A number with an opt-out, also of one that was lifted. */
export interface OptOutRecord {
  /** E.164, sealed. */
  readonly number: Uint8Array;
  /** Of the opt-out in force, as is `id`: its public id, in time order. */
  readonly scope?: OptOutScope;
  readonly id?: string;
  /** The last 100, oldest first; the last one made the present state. */
  readonly changes: readonly OptOutChangeRecord[];
  /** The last text that asked for it although it was in force. */
  readonly renewed?: Pick<OptOutChangeRecord, 'at' | 'by'>;
}
