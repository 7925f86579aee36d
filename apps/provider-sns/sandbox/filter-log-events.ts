import { jsonAnswer, type Answer, type Voice } from '#libs/sandbox-kit';
import type { DeliveryLog } from './delivery-log.ts';
import type { Verdict } from './signature-v4.ts';

const MOST = 10_000;
const LONGEST_BYTES = 1_000_000;

/** A page of one log group, oldest first; `nextToken` continues where it ended. */
export function filterLogEvents(log: DeliveryLog, request: Readonly<Record<string, unknown>>): Answer {
  const { logGroupName, startTime = 0, endTime = Infinity, limit = MOST, nextToken } = request;
  if (typeof logGroupName !== 'string') return logsError('InvalidParameterException', 'logGroupName is missing.');
  const entries = log.entries(logGroupName);
  if (!entries) return logsError('ResourceNotFoundException', 'The specified log group does not exist.');

  const after = tokenNumber(nextToken);
  if (after === undefined) return logsError('InvalidParameterException', 'The specified nextToken is invalid.');
  const wanted = entries.filter(({ n, at }) => n > after && at >= Number(startTime) && at <= Number(endTime));
  const page: (typeof wanted)[number][] = [];
  let bytes = 0;
  for (const entry of wanted.slice(0, Math.min(Number(limit), MOST))) {
    bytes += entry.message.length;
    if (bytes > LONGEST_BYTES) break;
    page.push(entry);
  }

  const last = page.at(-1);
  return logsAnswer(200, {
    events: page.map(({ n, at, message }) => ({
      logStreamName: 'sandbox',
      timestamp: at,
      ingestionTime: at,
      eventId: String(n).padStart(56, '0'),
      message,
    })),
    searchedLogStreams: [],
    ...(last && page.length < wanted.length && { nextToken: Buffer.from(`n${last.n}`).toString('base64') }),
  });
}

/** One of the errors of the JSON protocol. */
export const logsError = (type: string, message: string, status = 400): Answer =>
  logsAnswer(status, { __type: type, message });

export const logsVoice: Voice = {
  throttled: () => logsError('ThrottlingException', 'Rate exceeded'),
  unavailable: () => logsError('ServiceUnavailableException', 'The service cannot complete the request.', 503),
  serverError: () => logsError('InternalFailure', 'An internal error has occurred.', 500),
  refused: ({ code = 'InternalFailure', status, message = 'The request was refused.' }) =>
    logsError(String(code), message, status),
  withoutId: (accepted) => accepted,
};

/** The refusal of an invalid signature. */
export const UNSIGNED_LOGS: Readonly<Record<Exclude<Verdict, 'genuine'>, string>> = {
  unsigned: 'MissingAuthenticationTokenException',
  incomplete: 'IncompleteSignatureException',
  unknown_key: 'UnrecognizedClientException',
  wrong_scope: 'InvalidSignatureException',
  expired: 'InvalidSignatureException',
  wrong: 'InvalidSignatureException',
};

const logsAnswer = (status: number, body: unknown): Answer => ({
  ...jsonAnswer(status, body),
  contentType: 'application/x-amz-json-1.1',
});

/** 0 without a token, undefined for an unknown one. */
function tokenNumber(token: unknown): number | undefined {
  if (token === undefined || token === null) return 0;
  if (typeof token !== 'string') return undefined;
  const [, n] = /^n(\d{1,15})$/.exec(Buffer.from(token, 'base64').toString()) ?? [];
  return n === undefined ? undefined : Number(n);
}
