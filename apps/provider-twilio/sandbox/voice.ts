import { jsonAnswer, type Voice } from '#libs/sandbox-kit';
import { twilioError } from './errors.ts';

export const twilioVoice: Voice = {
  throttled: (retryAfterS) => twilioError(20429, { headers: { 'retry-after': String(retryAfterS) } }),
  unavailable: () => twilioError(20503),
  serverError: () => twilioError(20500),
  refused: ({ code = 20_500, status, message }) => twilioError(Number(code), { status, what: message }),
  withoutId: ({ status, body }) => {
    const { sid: _, uri: __, subresource_uris: ___, ...rest } = JSON.parse(String(body)) as Record<string, unknown>;
    return jsonAnswer(status, rest);
  },
};
