import type { FaultKind, Outcome } from '#libs/contracts';
import { own } from '#libs/kernel';

/** What a phone's error proves about a text. */
export interface PhoneOutcome {
  readonly outcome: Outcome;
  readonly fault?: FaultKind;
  readonly code: string;
  readonly retry_after_ms?: number;
}

type Meaning = Omit<PhoneOutcome, 'code'>;

const DOWN: Meaning = { outcome: 'vendor_fault', fault: 'down' };
const MISCONFIGURED: Meaning = { outcome: 'vendor_fault', fault: 'misconfigured' };
const REQUEST: Meaning = { outcome: 'vendor_fault', fault: 'request' };
const RECIPIENT: Meaning = { outcome: 'vendor_fault', fault: 'recipient' };
const NOT_STARTED: Meaning = { outcome: 'not_started' };
const UNKNOWN: Meaning = { outcome: 'unknown' };
/** The SIM rests as well: its budget learns the limit. */
const LIMITED: Meaning = { outcome: 'throttled', retry_after_ms: 60_000 };

/** Codes of the reference agent, and those of Android's `SmsManager` with and without `RESULT_`. */
export const PHONE_ERRORS: Readonly<Record<string, Meaning>> = {
  RADIO_OFF: DOWN,
  ERROR_RADIO_OFF: DOWN,
  NO_SERVICE: DOWN,
  ERROR_NO_SERVICE: DOWN,
  RADIO_NOT_AVAILABLE: DOWN,
  NETWORK_ERROR: DOWN,
  NETWORK_REJECT: DOWN,
  MODEM_ERROR: DOWN,
  SYSTEM_ERROR: DOWN,
  NO_RESOURCES: DOWN,
  NO_MEMORY: DOWN,
  INTERNAL_ERROR: DOWN,
  NO_BLUETOOTH_SERVICE: DOWN,
  SMS_SERVICE_FAILED: DOWN,

  NO_SIM: MISCONFIGURED,
  SIM_ABSENT: MISCONFIGURED,
  NO_PERMISSION: MISCONFIGURED,
  NO_TERMUX_API: MISCONFIGURED,
  NO_CREDIT: MISCONFIGURED,
  NO_DEFAULT_SMS_APP: MISCONFIGURED,
  USER_NOT_ALLOWED: MISCONFIGURED,
  OPERATION_NOT_ALLOWED: MISCONFIGURED,
  INVALID_SMSC_ADDRESS: MISCONFIGURED,
  FDN_CHECK_FAILURE: MISCONFIGURED,
  ERROR_FDN_CHECK_FAILURE: MISCONFIGURED,

  LIMIT_EXCEEDED: LIMITED,
  ERROR_LIMIT_EXCEEDED: LIMITED,
  RATE_LIMITED: LIMITED,

  INVALID_NUMBER: RECIPIENT,
  INVALID_ADDRESS: RECIPIENT,
  INVALID_PHONE_NUMBER: RECIPIENT,
  SHORT_CODE_NOT_ALLOWED: RECIPIENT,
  ERROR_SHORT_CODE_NOT_ALLOWED: RECIPIENT,
  ERROR_SHORT_CODE_NEVER_ALLOWED: RECIPIENT,
  BLOCKED_DUE_TO_USER_RESTRICTIONS: RECIPIENT,

  NULL_PDU: REQUEST,
  ERROR_NULL_PDU: REQUEST,
  ENCODING_ERROR: REQUEST,
  INVALID_ARGUMENTS: REQUEST,
  INVALID_SMS_FORMAT: REQUEST,
  REQUEST_NOT_SUPPORTED: REQUEST,

  CANCELLED: NOT_STARTED,
  LEASE_ENDED: NOT_STARTED,
  NOT_STARTED,
  TOO_LATE: NOT_STARTED,

  // Android does not say whether the network took it.
  GENERIC_FAILURE: UNKNOWN,
  ERROR_GENERIC_FAILURE: UNKNOWN,
  UNEXPECTED_EVENT_STOP_SENDING: UNKNOWN,
  TIMEOUT: UNKNOWN,
};

/** Of an error that is in no table: a text or a number may be in it. */
const OTHER = 'PHONE_ERROR';

/**
 * What a phone's `last_error` comes to. A phone that never calls `start` gets no second route: nothing shows that it
 * sent nothing. An error that is not in the table says that nothing was sent, in words that nobody knows.
 */
export function outcomeOf(lastError: string | undefined, canStart: boolean): PhoneOutcome {
  const written = (lastError ?? '')
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_')
    .replace(/^RESULT_/, '');
  const meaning = own(PHONE_ERRORS, written);
  const code = meaning === undefined ? OTHER : written;
  if (!canStart) return { outcome: 'rejected', code };
  return { ...(meaning ?? DOWN), code };
}

export const isLimit = ({ outcome }: PhoneOutcome): boolean => outcome === 'throttled';
