import { own, PostriderError } from '#libs/kernel';
import {
  wordsOf,
  type PollContext,
  type PolledReceipts,
  type VendorHttp,
  type VendorReceipt,
} from '#libs/provider-kit';
import type { BaasSecrets } from './config.ts';
import { authorization, historyPath } from './encode.ts';
import { envelopeIn } from './envelope.ts';
import { STATUSES } from './outcomes.ts';

/** Calls at the same time. */
const AT_ONCE = 10;

/** The results of groups, each of which is one message. BaaS is asked for one group at a time. */
export async function pollHistory(
  http: VendorHttp,
  secrets: BaasSecrets,
  { ids = [], signal }: PollContext,
): Promise<PolledReceipts> {
  const groups = [...ids];
  const receipts: VendorReceipt[] = [];
  let answers = 0;
  const askInTurn = async (): Promise<void> => {
    for (let group = groups.pop(); group !== undefined && !signal.aborted; group = groups.pop()) {
      const rows = await historyOf(http, secrets, group, signal);
      if (rows === undefined) continue;
      answers++;
      const receipt = receiptIn(rows, group, secrets);
      if (receipt) receipts.push(receipt);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, askInTurn));
  if (ids.length > 0 && answers === 0)
    throw new PostriderError('service_unavailable', 'BaaS did not return the history of any message.');
  return { receipts };
}

/** Undefined if BaaS did not answer. Some versions of BaaS have no history: that is an answer without rows. */
async function historyOf(
  http: VendorHttp,
  secrets: BaasSecrets,
  group: string,
  signal: AbortSignal,
): Promise<readonly unknown[] | undefined> {
  const path = historyPath(secrets, group);
  const headers = [...authorization(secrets), 'accept', 'application/json'];
  const result = await http.exchange({ method: 'GET', origin: secrets.apiUrl, path, headers, signal });
  if (result.kind !== 'response') return undefined;
  const { status, body } = result;
  if (status === 404) return [];
  const envelope = envelopeIn(body);
  if (!envelope || status >= 500 || [401, 403, 429].includes(status)) return undefined;
  return envelope.isSuccess && Array.isArray(envelope.data) ? envelope.data : [];
}

interface HistoryRow {
  readonly result?: unknown;
  readonly reason?: unknown;
}

/** A group has one recipient; a row that is listed twice counts once, and a row that waits proves nothing yet. */
export function receiptIn(
  rows: readonly unknown[],
  vendor_message_id: string,
  { successMeans }: Pick<BaasSecrets, 'successMeans'>,
): VendorReceipt | undefined {
  const read = rows.map((row) => (row ?? {}) as HistoryRow);
  const statuses = read.map(({ result }) => (typeof result === 'string' ? own(STATUSES, result) : undefined));
  if (statuses.length === 0 || statuses.includes(undefined)) return undefined;
  if (statuses.includes('DELIVERED'))
    return successMeans === 'delivered' ? { vendor_message_id, status: 'DELIVERED' } : undefined;
  const { reason } = read[0]!;
  const vendor_code = typeof reason === 'string' ? wordsOf(reason) : '';
  return { vendor_message_id, status: 'UNDELIVERED', ...(vendor_code !== '' && { vendor_code }) };
}
