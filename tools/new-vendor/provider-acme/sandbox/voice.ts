import { jsonAnswer, type Answer, type Voice } from '#libs/sandbox-kit';

/** Acme's answers that are not about one message. */
export const acmeVoice: Voice = {
  throttled: (retryAfterS) => acmeError(4001, 429, 'Too many requests', { 'retry-after': String(retryAfterS) }),
  unavailable: () => acmeError(5001, 503, 'Unavailable; nothing was sent'),
  serverError: () => acmeError(5002, 500, 'Internal error'),
  refused: ({ code, status, message = 'Refused' }) => acmeError(Number(code), status, message),
  withoutId: ({ status }) => jsonAnswer(status, { status: 'accepted' }),
};

export const acmeError = (
  code: number,
  status: number,
  message: string,
  headers?: Readonly<Record<string, string>>,
): Answer => jsonAnswer(status, { code, message }, headers);
