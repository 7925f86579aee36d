import { own, randomOctets } from '#libs/kernel';
import type { Answer, Voice } from '#libs/sandbox-kit';
import type { Verdict } from './signature-v4.ts';

/** HTTP status and message of the fake's own errors; callers use the code. */
const ERRORS: Readonly<Record<string, readonly [status: number, message: string]>> = {
  InvalidParameter: [400, 'Invalid parameter'],
  ParameterValueInvalid: [400, 'A message attribute has a value that is not allowed'],
  NotFound: [404, 'The requested resource does not exist'],
  OptedOut: [400, 'The phone number has opted out of receiving SMS messages from your account'],
  MissingAuthenticationToken: [403, 'Request is missing Authentication Token'],
  IncompleteSignature: [403, 'Authorization header requires Credential, SignedHeaders, Signature and a date'],
  InvalidClientTokenId: [403, 'The security token included in the request is invalid'],
  SignatureDoesNotMatch: [403, 'The request signature we calculated does not match the signature you provided'],
  InvalidAction: [400, 'The action is not valid for this endpoint'],
  Throttled: [429, 'Rate exceeded'],
  ServiceUnavailable: [503, 'The service is unavailable'],
  InternalError: [500, 'An internal error has occurred'],
};

interface ErrorOptions {
  readonly status?: number | undefined;
  readonly message?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One of the errors of the Query protocol, in XML. */
export function queryError(code: string, { status, message, headers }: ErrorOptions = {}): Answer {
  const [usual, words] = own(ERRORS, code) ?? [400, 'The request was refused'];
  const http = status ?? usual;
  const type = http < 500 ? 'Sender' : 'Receiver';
  const error = `<Error><Type>${type}</Type><Code>${escaped(code)}</Code><Message>${escaped(message ?? words)}</Message></Error>`;
  const body = `<ErrorResponse xmlns="${NAMESPACE}">${error}<RequestId>${uuid()}</RequestId></ErrorResponse>`;
  return { status: http, contentType: 'text/xml', body, ...(headers && { headers }) };
}

/** The answer to an action; `result` is already XML. */
export function queryResult(action: string, result = ''): Answer {
  const metadata = `<ResponseMetadata><RequestId>${uuid()}</RequestId></ResponseMetadata>`;
  const inner = `<${action}Result>${result}</${action}Result>${metadata}`;
  const body = `<${action}Response xmlns="${NAMESPACE}">${inner}</${action}Response>`;
  return { status: 200, contentType: 'text/xml', body };
}

export const queryVoice: Voice = {
  throttled: (retryAfterS) => queryError('Throttled', { headers: { 'retry-after': String(retryAfterS) } }),
  unavailable: () => queryError('ServiceUnavailable'),
  serverError: () => queryError('InternalError'),
  refused: ({ code = 'InternalError', status, message }) => queryError(String(code), { status, message }),
  withoutId: (accepted) => ({
    ...accepted,
    body: String(accepted.body).replace(/<MessageId>[^<]*<\/MessageId>/, ''),
  }),
};

/** The refusal of an invalid signature. */
export const UNSIGNED: Readonly<Record<Exclude<Verdict, 'genuine'>, { code: string; message?: string }>> = {
  unsigned: { code: 'MissingAuthenticationToken' },
  incomplete: { code: 'IncompleteSignature' },
  unknown_key: { code: 'InvalidClientTokenId' },
  wrong_scope: { code: 'SignatureDoesNotMatch', message: 'Credential should be scoped to this region and service' },
  expired: { code: 'SignatureDoesNotMatch', message: 'Signature expired: its date is more than 5 minutes away' },
  wrong: { code: 'SignatureDoesNotMatch' },
};

export const escaped = (text: string): string => text.replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';

/** Ids in Amazon's form. */
export const asUuid = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const uuid = (): string => asUuid(Buffer.from(randomOctets(16)).toString('hex'));
