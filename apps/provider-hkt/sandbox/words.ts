import type { Answer, Voice } from '#libs/sandbox-kit';

/** The gateway's answers: in XML, or in the plain text that a known fake of it has. */
export type Mode = 'xml' | 'plain';
export const MODES = ['xml', 'plain'] as const;

interface Words {
  accepted(): Answer;
  refused(reason: string, status?: number): Answer;
}

export const WORDS: Readonly<Record<Mode, Words>> = {
  xml: {
    accepted: () => xml(200, '<response><status>OK</status></response>'),
    refused: (reason, status = 200) =>
      xml(status, `<response><status>ERROR</status><reason>${escaped(reason)}</reason></response>`),
  },
  plain: {
    accepted: () => plain(200, 'OK: Message sent successfully'),
    refused: (reason, status = 400) => plain(status, `ERROR: ${reason}`),
  },
};

const xml = (status: number, body: string): Answer => ({ status, body, contentType: 'text/xml; charset=utf-8' });
const plain = (status: number, body: string): Answer => ({ status, body, contentType: 'text/plain; charset=utf-8' });
export const page = (status: number, title: string): Answer => ({
  status,
  body: `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
  contentType: 'text/html; charset=utf-8',
});
export const blank = (): Answer => plain(200, '');

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const voiceOf = ({ accepted, refused }: Words): Voice => ({
  leavesOpen: ['unavailable'],
  throttled: () => refused('System busy'),
  unavailable: () => page(503, 'Service Unavailable'),
  serverError: () => page(500, 'Internal Server Error'),
  refused: ({ code, status, message }) => refused(message ?? String(code ?? 'Failed'), status),
  withoutId: () => accepted(),
});

export const VOICES: Readonly<Record<Mode, Voice>> = { xml: voiceOf(WORDS.xml), plain: voiceOf(WORDS.plain) };
