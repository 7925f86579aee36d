import { jsonAnswer, type Voice } from '#libs/sandbox-kit';
import { refusal, type Entry } from './answers.ts';

/** Kavenegar does not say how long to wait. */
export const kavenegarVoice: Voice = {
  throttled: () => refusal(451),
  unavailable: () => refusal(409),
  serverError: () => refusal(500),
  refused: ({ code = 402, status, message }) =>
    refusal(Number(code), { status, ...(message !== undefined && { message }) }),
  withoutId: ({ status, body }) => {
    const { return: head, entries } = JSON.parse(String(body)) as { return: unknown; entries: Entry | Entry[] };
    const without = ({ messageid: _, ...rest }: Entry): Entry => rest;
    return jsonAnswer(status, {
      return: head,
      entries: Array.isArray(entries) ? entries.map(without) : without(entries),
    });
  },
};
