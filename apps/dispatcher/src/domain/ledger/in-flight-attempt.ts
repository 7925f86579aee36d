import type { Category, Environment, Guarantee, MessageContent } from '#libs/contracts';
import type { Holder, MessageKey, TenantId } from '#libs/kernel';
import type { Refusal } from './refusals.ts';
import type { Routable, Route } from '../routing/route.ts';

/** A granted message while it is in the air: the data for sending and settling it, kept in memory only. */
export interface InFlightAttempt {
  readonly key: MessageKey;
  readonly tenant: TenantId;
  readonly environment: Environment;
  readonly fence: number;
  readonly attempt: number;
  readonly holder: Holder;
  readonly route: Route;
  readonly category: Category;
  readonly guarantee: Guarantee;
  readonly urgent: boolean;
  /** Ms since the epoch, database time. */
  readonly deadline: number;
  /** When the intent was written. */
  readonly grantedAt: number;
  readonly sendBefore: number;
  readonly content: MessageContent;
  readonly routable: Routable;
  /** Routes that were tried before this one. */
  readonly tried: readonly string[];
  /** Those of them that cannot reach the recipient, with their codes. */
  readonly refusals: readonly Refusal[];
  /** A look-up proved it unsent on this route: no other route may send it. */
  readonly onlyHere: boolean;
  /** It repeats an attempt that may have been sent. */
  readonly possibleDuplicate: boolean;
  /** The phone that holds it. */
  readonly agent?: string | undefined;
  readonly lease?: string | undefined;
}
