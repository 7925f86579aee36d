import type { EvidenceDocument, MessageDocument, Receipt, ReceiptApart } from '#libs/contracts';
import type { MessageKey } from '#libs/kernel';

/** The grant that a receipt's address names. */
export interface NamedGrant {
  readonly key: MessageKey;
  readonly fence: number;
}

type Stored = Pick<MessageDocument, 'fence' | 'route'>;
type Row = Pick<EvidenceDocument, 'fence' | 'kind' | 'route' | 'vendor_message_id'>;

/**
 * Why a receipt is not for the grant that its address names, or `undefined`. The address joins them only while the
 * vendor's id for that grant is not known. A search may have found another text, so its result does not count here.
 */
export function whyApart(
  { fence }: NamedGrant,
  { vendor_message_id: id }: Pick<Receipt, 'vendor_message_id'>,
  route: string,
  message: Stored | undefined,
  evidence: readonly Row[],
): ReceiptApart | undefined {
  const rows = evidence.filter((row) => row.fence === fence);
  const grantedTo = message?.fence === fence ? message.route : rows.find((row) => row.route !== undefined)?.route;
  if (message === undefined || fence > message.fence || grantedTo !== route) return 'no_such_grant';
  return rows.some((row) => saysId(row) && row.vendor_message_id !== id) ? 'another_id' : undefined;
}

/** Whether a row proves which id the vendor gave its grant. */
export const saysId = ({ kind, vendor_message_id }: Pick<Row, 'kind' | 'vendor_message_id'>): boolean =>
  kind !== 'lookup' && kind !== 'orphan' && vendor_message_id !== undefined;
