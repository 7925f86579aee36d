import { carriesErrorCode, type Callback, type CallbackEnd, type Receipt, type Signature } from '#libs/sandbox-kit';
import type { TwilioAccounts } from './accounts.ts';
import { API_VERSION } from './message-json.ts';
import { twilioSignature } from './signature.ts';

export interface SignedForm {
  readonly sid: string;
  readonly status: string;
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly authToken: string;
  readonly signature: Signature;
}

/** Numbers the callbacks of this process; repeats of one callback have the same token. */
let callbacks = 0;

/** The status callback of a receipt; undefined if the text has no callback address. */
export function receiptCallback(receipt: Receipt, accounts: TwilioAccounts): Callback | undefined {
  const { text, status, signature } = receipt;
  const account = accounts.get(text.account);
  if (!text.statusCallback || account?.kind !== 'live') return undefined;
  const { authToken } = account;
  const params = receiptParams(receipt);
  return formCallback({ sid: text.sid, status, url: text.statusCallback, params, authToken, signature });
}

/**
 * Any form to any address, signed as Twilio signs. The address's fragment contains overrides and is neither called nor
 * signed.
 */
export function formCallback({ sid, status, url, params, authToken, signature }: SignedForm): Callback {
  const called = new URL(url);
  const overrides = new URLSearchParams(called.hash.slice(1));
  const token = `${sid}.${++callbacks}`;
  const signedUrl = url.split('#', 1)[0]!;
  return {
    vendor: 'twilio',
    sid,
    status,
    url: called,
    build: () => ({ headers: headersOf(signedUrl, params, authToken, signature, token), body: encoded(params) }),
    connectMs: bounded(overrides.get('ct'), 5_000, 100, 10_000),
    readMs: bounded(overrides.get('rt'), 15_000, 100, 15_000),
    retries: bounded(overrides.get('rc'), 1, 0, 5),
    repeatsOn: repeats(overrides.get('rp') ?? 'ct'),
  };
}

function receiptParams({ text, status, errorCode, extra }: Receipt): Record<string, string> {
  return {
    AccountSid: text.account,
    ApiVersion: API_VERSION,
    From: text.from,
    MessageSid: text.sid,
    MessageStatus: status,
    SmsSid: text.sid,
    SmsStatus: status,
    To: text.to,
    ...(text.service !== undefined && { MessagingServiceSid: text.service }),
    ...(errorCode !== undefined && { ErrorCode: String(errorCode) }),
    ...((status === 'delivered' || carriesErrorCode(status)) && { RawDlrDoneDate: dlrDate(text.updatedAt) }),
    ...extra,
  };
}

function headersOf(
  url: string,
  params: SignedForm['params'],
  authToken: string,
  signature: Signature,
  token: string,
): Record<string, string> {
  const key = signature === 'forged' ? `${authToken}?` : authToken;
  return {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    'user-agent': 'TwilioProxy/1.1',
    'i-twilio-idempotency-token': token,
    ...(signature !== 'missing' && { 'x-twilio-signature': twilioSignature(key, url, params) }),
  };
}

const encoded = (params: SignedForm['params']): string => new URLSearchParams(params).toString();

/** YYMMDDhhmm */
const dlrDate = (ms: number): string => new Date(ms).toISOString().replace(/\D/g, '').slice(2, 12);

function bounded(raw: string | null, usual: number, min: number, max: number): number {
  const value = Number(raw ?? usual);
  return Number.isInteger(value) ? Math.min(max, Math.max(min, value)) : usual;
}

const CONNECT_ERRORS: readonly (string | null)[] = [
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
];

/**
 * `rp`: the results after which the callback is repeated; a list of ct (connecting), rt (reading), 4xx, 5xx, or all.
 */
function repeats(policy: string): (end: CallbackEnd) => boolean {
  const on = new Set(policy.split(','));
  const wants = (what: string): boolean => on.has(what) || on.has('all');
  return ({ httpStatus, error }) => {
    if (httpStatus === null) return wants(CONNECT_ERRORS.includes(error) ? 'ct' : 'rt');
    return (httpStatus >= 500 && wants('5xx')) || (httpStatus >= 400 && httpStatus < 500 && wants('4xx'));
  };
}
