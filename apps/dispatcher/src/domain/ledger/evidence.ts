import type { CloseReason, EvidenceDocument, ItemOutcome, LookupAnswer, PhoneEvent, Receipt } from '#libs/contracts';
import type { MessageKey, TenantId } from '#libs/kernel';
import { tenantOf } from '#libs/kernel';
import type { Money } from '../routing/prices.ts';
import type { Route } from '../routing/route.ts';

interface Grant {
  readonly key: MessageKey;
  readonly fence: number;
  /** Ms since the epoch. */
  readonly grantedAt?: number;
  /** The phone that holds it. */
  readonly agent?: string | undefined;
  /** The phone's lease. */
  readonly lease?: string | undefined;
}

type Via = Pick<Route, 'id' | 'vendor'>;

const row = ({ key, fence, grantedAt, agent, lease }: Grant, suffix: string, at: number) => ({
  _id: `${key}.${fence}.${suffix}`,
  tenant: tenantOf(key),
  message: key,
  fence,
  at: new Date(at),
  ...(grantedAt !== undefined && { granted_at: new Date(grantedAt) }),
  ...(agent !== undefined && { agent }),
  ...(lease !== undefined && { lease }),
});

/** The adapter's answer about a grant. `estimate`: of what it costs if it was accepted. */
export function answerRow(
  grant: Grant,
  via: Via,
  outcome: ItemOutcome,
  at: number,
  estimate?: Money,
): EvidenceDocument {
  return {
    ...row(grant, 'answer', at),
    kind: 'answer',
    route: via.id,
    vendor: via.vendor,
    outcome: outcome.outcome,
    ...(outcome.fault && { fault: outcome.fault }),
    ...vendorFacts(outcome),
    ...(outcome.outcome === 'accepted' && outcome.cost_micros === undefined && estimated(estimate)),
  };
}

/** The lease ended without an ending: the replica that looks then writes this. */
export const silenceRow = (grant: Grant, route: string | undefined, at: number): EvidenceDocument => ({
  ...row(grant, 'silence', at),
  kind: 'silence',
  ...(route && { route }),
});

export const lookupRow = (
  grant: Grant,
  via: Via,
  answer: LookupAnswer,
  at: number,
  estimate?: Money,
): EvidenceDocument => ({
  ...row(grant, `lookup.${answer.result}`, at),
  kind: 'lookup',
  route: via.id,
  vendor: via.vendor,
  lookup: answer.result,
  ...vendorFacts(answer),
  ...(answer.result === 'found' && estimated(estimate)),
});

/** `code`: the first route's code, if no route reaches the recipient. */
export const closedRow = (grant: Grant, reason: CloseReason, at: number, code?: string): EvidenceDocument => ({
  ...row(grant, 'closed', at),
  kind: 'closed',
  reason,
  ...(code !== undefined && { vendor_code: code }),
});

export const receiptRow = (grant: Grant, via: Via, receipt: Receipt, at: number): EvidenceDocument => ({
  ...row(grant, `receipt.${receipt.status}`, at),
  kind: 'receipt',
  route: via.id,
  vendor: via.vendor,
  receipt: receipt.status,
  ...vendorFacts(receipt),
});

export const orphanId = (route: string, vendorMessageId: string, status: string): string =>
  `orphan.${route}.${vendorMessageId}.${status}`;

/** A receipt whose message is not known yet; it belongs to the route's tenant. */
export const orphanRow = (tenant: TenantId, via: Via, receipt: Receipt, at: number): EvidenceDocument => ({
  _id: orphanId(via.id, receipt.vendor_message_id, receipt.status),
  tenant,
  fence: 0,
  kind: 'orphan',
  at: new Date(at),
  route: via.id,
  vendor: via.vendor,
  receipt: receipt.status,
  ...vendorFacts(receipt),
});

/** An orphan whose message was found, as the receipt row of that message. */
export function adoptedRow(grant: Grant, orphan: EvidenceDocument): EvidenceDocument {
  return { ...orphan, ...row(grant, `receipt.${orphan.receipt}`, orphan.at.getTime()), kind: 'receipt' };
}

/** What a phone said about a grant that it has or had. Only `accepted` counts for the status. */
export const phoneRow = (
  grant: Grant,
  route: string | undefined,
  { event, outcome, code }: PhoneFacts,
  at: number,
): EvidenceDocument => ({
  ...row(grant, `phone.${event}`, at),
  kind: 'phone',
  event,
  vendor: 'phone',
  ...(route !== undefined && { route }),
  ...(outcome && { outcome }),
  ...(code !== undefined && { vendor_code: code }),
});

interface PhoneFacts {
  readonly event: PhoneEvent | 'returned';
  readonly outcome?: 'accepted';
  readonly code?: string | undefined;
}

const estimated = (estimate: Money | undefined) =>
  estimate && { estimate_micros: estimate.micros, currency: estimate.currency };

interface VendorFacts {
  readonly vendor_message_id?: string | undefined;
  readonly vendor_code?: string | undefined;
  readonly cost_micros?: number | undefined;
  readonly currency?: string | undefined;
}

function vendorFacts(facts: VendorFacts): VendorFacts {
  return {
    ...(facts.vendor_message_id && { vendor_message_id: facts.vendor_message_id }),
    ...(facts.vendor_code && { vendor_code: facts.vendor_code }),
    ...(facts.cost_micros !== undefined && { cost_micros: facts.cost_micros, currency: facts.currency }),
  };
}
