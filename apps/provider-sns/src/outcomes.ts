import { storable } from '#libs/kernel';
import {
  answerOf,
  answerWithoutResponse,
  codesOf,
  meaningOf,
  retryAfterMs,
  type HttpResult,
  type ItemAnswer,
  type Meaning,
} from '#libs/provider-kit';

/** Amazon's error codes by their meaning for an attempt; a code that is not listed means `request` with a 4xx. */
export const CODES = codesOf({
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
});

/**
 * Codes of an invalid parameter. If it is the number: this account or its region cannot publish there, and another
 * vendor may reach it ("not valid to publish to" is also said of good numbers). If it is anything else: it is our
 * error.
 */
const OF_PARAMETERS: readonly string[] = ['InvalidParameter', 'ParameterValueInvalid', 'ValidationException'];

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
  if (!words) return unclear(status);
  return answerOf(meaningIn(status, words), storable(words.code, LONGEST_CODE), retryAfterMs(headers));
}

/** Amazon's own code and message from the SDK's error; undefined if the answer had none. */
export function wordsOf(error: unknown): { readonly code: string; readonly message: string } | undefined {
  const { Error: said } = (error ?? {}) as { Error?: { Code?: unknown; Message?: unknown } };
  return typeof said?.Code === 'string' ? { code: said.Code, message: String(said.Message) } : undefined;
}

const unclear = (status: number): ItemAnswer => ({ outcome: 'unknown', vendor_code: `http_${status}` });

function meaningIn(status: number, { code, message }: { code: string; message: string }): Meaning {
  const meaning = meaningOf(CODES, code);
  if (status === 503) return meaning === 'unknown' ? 'unknown' : 'down';
  if (meaning === 'down') return 'down';
  if (status >= 500 || status < 400 || meaning === 'unknown') return 'unknown';
  if ((OF_PARAMETERS.includes(code) || meaning === 'recipient') && OPT_OUT.test(message)) return 'rejected';
  if (OF_PARAMETERS.includes(code) && message.includes('PhoneNumber')) return 'recipient';
  return meaning ?? MEANING_OF_STATUS[status] ?? 'request';
}

export const MEANING_OF_STATUS: Readonly<Record<number, Meaning>> = {
  401: 'misconfigured',
  403: 'misconfigured',
  429: 'throttled',
};

const LONGEST_CODE = 32;

/** Carriers' responses in a delivery log that reports a failure, shortened; undefined proves nothing. */
export const STATUSES: Readonly<Record<string, string | undefined>> = {
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
