import { jsonAnswer, type Answer, type Voice } from '#libs/sandbox-kit';

/** The two forms of BaaS's answers that are public. */
export const ENVELOPES = ['success', 'result'] as const;
export type Envelope = (typeof ENVELOPES)[number];

export interface Refusal {
  readonly code: string;
  readonly status: number;
  readonly message?: string;
  /** The field that is wrong. */
  readonly field?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const done = (envelope: Envelope, data: unknown): Answer =>
  jsonAnswer(
    200,
    envelope === 'success' ? { success: true, message: '요청이 처리되었습니다.', data } : { result: 'SUCCESS', data },
  );

export function refused(envelope: Envelope, { code, status, message = code, field, headers }: Refusal): Answer {
  const detail = field === undefined ? [] : [{ field, reason: message }];
  const body =
    envelope === 'success'
      ? { success: false, message, error_code: code }
      : { result: 'FAIL', errorCode: code, message, detail };
  return jsonAnswer(status, body, headers);
}

const voiceIn = (envelope: Envelope): Voice => ({
  leavesOpen: ['unavailable'],
  throttled: (retryAfterS) =>
    refused(envelope, { code: 'RATE_LIMIT_EXCEEDED', status: 429, headers: { 'retry-after': String(retryAfterS) } }),
  unavailable: () => refused(envelope, { code: 'SERVICE_UNAVAILABLE', status: 503 }),
  serverError: () => refused(envelope, { code: 'INTERNAL_SERVER_ERROR', status: 500 }),
  refused: ({ code = 'VALIDATION_ERROR', status, message }) =>
    refused(envelope, { code: String(code), status, ...(message !== undefined && { message }) }),
  withoutId: () => done(envelope, {}),
});

export const VOICES: Readonly<Record<Envelope, Voice>> = { success: voiceIn('success'), result: voiceIn('result') };
