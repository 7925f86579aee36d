import { storable } from '#libs/kernel';
import { answerWithoutResponse, retryAfterMs, type HttpResult, type ItemAnswer } from '#libs/provider-kit';

export type Meaning = 'rejected' | 'misconfigured' | 'request' | 'recipient' | 'down' | 'throttled' | 'unknown';

/** Amazon's error codes by their meaning for an attempt; a code that is not listed means `request` with a 4xx. */
export const CODES: Readonly<Record<Meaning, readonly string[]>> = {
  rejected: ['OptedOut'],
  misconfigured: [
    'AuthorizationError',
    'SignatureDoesNotMatch',
    'InvalidClientTokenId',
    'ExpiredToken',
    'InvalidSecurity',
    'UnrecognizedClient',
    'UnrecognizedClientException',
    'MissingAuthenticationToken',
    'IncompleteSignature',
    'AccessDenied',
    'OptInRequired',
  ],
  request: [
    'InvalidParameter',
    'ParameterValueInvalid',
    'ValidationException',
    'EndpointDisabled',
    'PlatformApplicationDisabled',
    'NotFound',
    'KMSDisabled',
    'KMSInvalidState',
    'KMSNotFound',
    'KMSOptInRequired',
    'KMSThrottling',
    'KMSAccessDenied',
  ],
  // An account in the SMS sandbox reaches only numbers that it has verified.
  recipient: ['UserError'],
  down: ['ServiceUnavailable'],
  throttled: ['Throttled', 'Throttling', 'ThrottlingException'],
  unknown: ['InternalError', 'InternalFailure'],
};

const MEANINGS = new Map(
  Object.entries(CODES).flatMap(([meaning, codes]) => codes.map((code) => [code, meaning as Meaning] as const)),
);

/**
 * Codes of an invalid parameter. If it is the number: this account or its region cannot publish there, and another
 * vendor may reach it ("not valid to publish to" is also said of good numbers). If it is anything else: it is our
 * error.
 */
export const OF_PARAMETERS: readonly string[] = ['InvalidParameter', 'ParameterValueInvalid', 'ValidationException'];

/** An opt-out applies to every sender, whatever code Amazon uses for it. */
const OPT_OUT = /\bopt(ed)?[ -]?out\b/i;

/** The data that the SDK read from the answer. */
export interface Said {
  readonly messageId?: string | undefined;
  readonly error?: unknown;
}

export const MESSAGE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The outcome of a Publish. Only Amazon's own code proves that nothing was sent; anything else is `unknown`. */
export function outcomeOf(result: HttpResult | undefined, { messageId, error }: Said): ItemAnswer {
  if (!result) return { outcome: 'vendor_fault', fault: 'request', vendor_code: 'not_encoded' };
  if (result.kind !== 'response') return answerWithoutResponse(result);
  const { status, headers } = result;
  if (status >= 200 && status < 300)
    return messageId !== undefined && MESSAGE_ID.test(messageId)
      ? { outcome: 'accepted', vendor_message_id: messageId }
      : unclear(status);

  const words = wordsOf(error);
  return words ? answerOf(meaningOf(status, words), words.code, retryAfterMs(headers)) : unclear(status);
}

/** Amazon's own code and message from the SDK's error; undefined if the answer had none. */
export function wordsOf(error: unknown): { readonly code: string; readonly message: string } | undefined {
  const { Error: said } = (error ?? {}) as { Error?: { Code?: unknown; Message?: unknown } };
  return typeof said?.Code === 'string' ? { code: said.Code, message: String(said.Message) } : undefined;
}

const unclear = (status: number): ItemAnswer => ({ outcome: 'unknown', vendor_code: `http_${status}` });

function meaningOf(status: number, { code, message }: { code: string; message: string }): Meaning {
  const meaning = MEANINGS.get(code);
  if (status === 503) return meaning === 'unknown' ? 'unknown' : 'down';
  if (meaning === 'down') return 'down';
  if (status >= 500 || status < 400 || meaning === 'unknown') return 'unknown';
  if (status === 429) return 'throttled';
  if ((OF_PARAMETERS.includes(code) || meaning === 'recipient') && OPT_OUT.test(message)) return 'rejected';
  if (OF_PARAMETERS.includes(code) && message.includes('PhoneNumber')) return 'recipient';
  return meaning ?? (status === 401 || status === 403 ? 'misconfigured' : 'request');
}

function answerOf(meaning: Meaning, code: string, retry_after_ms: number | undefined): ItemAnswer {
  const vendor_code = storable(code, LONGEST_CODE);
  switch (meaning) {
    case 'rejected':
    case 'unknown':
      return { outcome: meaning, vendor_code };
    case 'throttled':
      return { outcome: 'throttled', vendor_code, ...(retry_after_ms !== undefined && { retry_after_ms }) };
    case 'misconfigured':
    case 'request':
    case 'recipient':
    case 'down':
      return { outcome: 'vendor_fault', fault: meaning, vendor_code };
  }
}

const LONGEST_CODE = 32;

/** Carriers' texts in a delivery log that reports a failure, shortened; undefined proves nothing. */
export const RESPONSES: Readonly<Record<string, string | undefined>> = {
  'Invalid phone number': 'invalid_number',
  'Phone number is opted out': 'opted_out',
  'Phone has blocked SMS': 'blocked_by_phone',
  'Phone is on a blocked list': 'phone_on_list',
  'Destination is on a blocked list': 'destination_on_list',
  'Blocked as spam by phone carrier': 'spam',
  'Phone carrier has blocked this message': 'blocked_by_carrier',
  'This delivery would exceed max price': 'max_price',
  'Message body is invalid': 'invalid_body',
  'Phone is currently unreachable/unavailable': 'phone_unreachable',
  'Phone carrier is currently unreachable/unavailable': 'carrier_unreachable',
  'No quota left for account': 'spend_limit',
  'Unknown error attempting to reach phone': undefined,
};
