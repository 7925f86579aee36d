import type { Category, Guarantee, MessageContent } from '#libs/contracts';
import type { Holder, MessageKey, TenantId } from '#libs/kernel';
import type { Route } from './route.ts';

/** A granted message while it is in the air: what sending and settling it needs, held in memory alone. */
export interface Flight {
  readonly key: MessageKey;
  readonly tenant: TenantId;
  readonly fence: number;
  readonly attempt: number;
  readonly holder: Holder;
  readonly route: Route;
  readonly category: Category;
  readonly guarantee: Guarantee;
  /** Ms since the epoch, database time. */
  readonly deadline: number;
  /** When the intent was written. */
  readonly grantedAt: number;
  readonly sendBefore: number;
  readonly content: MessageContent;
}
