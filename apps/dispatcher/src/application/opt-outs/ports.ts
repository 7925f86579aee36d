import type { OptOutScope } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { OptOutChangeRecord, OptOutRecord } from '../../domain/acceptance/opt-out.ts';

/** An opt-out to add: `key` names its number. */
export interface NewOptOut {
  readonly tenant: TenantId;
  readonly key: string;
  /** Its public id, if it comes into force. */
  readonly id: string;
  readonly number: Uint8Array;
  readonly scope: OptOutScope;
  readonly change: OptOutChangeRecord;
  /** Its number asks for it: a lift that was asked for before has no effect then. */
  readonly renews?: true;
}

/** The opt-outs of all tenants, by number. */
export interface OptOuts {
  /** The scopes in force, by key. Calls that wait for each other are one query. */
  scopesOf(keys: readonly string[]): Promise<ReadonlyMap<string, OptOutScope>>;
  /** The number's opt-out afterwards: an earlier one of the same or a wider scope stays as it is. */
  add(optOut: NewOptOut): Promise<OptOutRecord>;
  /** Returns how many came into force or got a wider scope. */
  addAll(optOuts: readonly NewOptOut[]): Promise<number>;
  of(tenant: TenantId, key: string): Promise<OptOutRecord | null>;
  /** In force, newest first, those after `after`. */
  list(
    tenant: TenantId,
    page: { readonly scope?: OptOutScope; readonly limit: number; readonly after?: string },
  ): Promise<OptOutRecord[]>;
  /** False if it is not in force, or was renewed after this change. */
  lift(tenant: TenantId, id: string, change: OptOutChangeRecord): Promise<boolean>;
}
