import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { PostriderError } from '#libs/kernel';
import { costOf, jsonObject, type PollContext, type PolledReceipts, type VendorReceipt } from '#libs/provider-kit';
import type { Clients } from './clients.ts';
import type { SnsSecrets } from './config.ts';
import { MESSAGE_ID, STATUSES } from './outcomes.ts';
import type { Call, CallOptions } from './wire.ts';

/** SNS does not call back. The results of messages are in two log groups, if the account writes them. */
const GROUPS = ['', '/Failure'] as const;
const PER_PAGE = 500;
/** A page of 500 entries fits several times. */
const MAX_BYTES = 4 * 1024 * 1024;
/** An entry can be read a little after its time. */
const LATE_MS = 60_000;

/** A page of receipts: first delivered messages, then failed ones. */
export async function pollLogs(
  clients: Clients,
  since: number,
  secrets: SnsSecrets,
  { cursor, signal }: PollContext,
): Promise<PolledReceipts> {
  if (secrets.deliveryLogs !== 'yes') return { receipts: [] };
  const { group, token } = placeOf(cursor);
  const { region, accountId } = secrets;
  const query = new FilterLogEventsCommand({
    logGroupName: `sns/${region}/${accountId}/DirectPublishToPhoneNumber${GROUPS[group]}`,
    startTime: Math.max(0, since - LATE_MS),
    limit: PER_PAGE,
    ...(token !== undefined && { nextToken: token }),
  });
  const options: CallOptions = { call: { signal, maxBytes: MAX_BYTES } satisfies Call };
  const { events = [], nextToken } = await clients.logs(secrets).send(query, options).catch(emptyOrUnavailable);

  const receipts = events.flatMap(({ message = '' }) => receiptIn(message) ?? []);
  if (nextToken !== undefined) return { receipts, cursor: `${group}:${nextToken}` };
  return group + 1 < GROUPS.length ? { receipts, cursor: `${group + 1}:` } : { receipts };
}

/** The receipt in one entry of a delivery log; the entry contains a number, so nothing else of it is passed on. */
export function receiptIn(message: string): VendorReceipt | undefined {
  const { notification, delivery, status } = (jsonObject(message) ?? {}) as LogEntry;
  const vendor_message_id = notification?.messageId;
  if (typeof vendor_message_id !== 'string' || !MESSAGE_ID.test(vendor_message_id)) return undefined;
  const price = delivery?.priceInUSD;
  const cost = costOf(typeof price === 'number' ? price.toFixed(9) : undefined, 'USD');
  if (status === 'SUCCESS') return { vendor_message_id, status: 'DELIVERED', ...cost };

  const response = String(delivery?.providerResponse);
  const vendor_code = Object.hasOwn(STATUSES, response) ? STATUSES[response] : OTHER_FAILURE;
  if (status !== 'FAILURE' || vendor_code === undefined) return undefined;
  return { vendor_message_id, status: 'UNDELIVERED', vendor_code, ...cost };
}

interface LogEntry {
  readonly notification?: { readonly messageId?: unknown };
  readonly delivery?: { readonly priceInUSD?: unknown; readonly providerResponse?: unknown };
  readonly status?: unknown;
}

const OTHER_FAILURE = 'failure';

function placeOf(cursor: string | undefined): { group: number; token?: string } {
  const [, group = '0', token = ''] = /^([01]):(.*)$/s.exec(cursor ?? '') ?? [];
  return { group: Number(group), ...(token !== '' && { token }) };
}

/** A group is created with its first entry: until then it is empty. */
function emptyOrUnavailable(error: Error): { events?: never[]; nextToken?: string } {
  if (error.name === 'ResourceNotFoundException') return {};
  const why = `CloudWatch Logs did not return delivery logs (${error.name.slice(0, 64)}).`;
  throw new PostriderError('service_unavailable', `${why} The access key needs logs:FilterLogEvents.`);
}
