import type { Text, Texts } from '#libs/sandbox-kit';

const TEXTS_PER_PHONE = 20;

export interface TextView {
  readonly n: number;
  readonly sid: string;
  readonly vendor: string;
  readonly account: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly segments: number;
  readonly media: number;
  readonly subject?: string;
  readonly template?: Text['template'];
  readonly phone?: Text['phone'];
  /** Where the media that the vendor fetched are shown, while they are kept. */
  readonly pictures: readonly string[];
  readonly at: number;
  readonly status: string;
  readonly errorCode: number | string | null;
}

export interface PhoneView {
  readonly number: string;
  readonly count: number;
  readonly texts: readonly TextView[];
}

export const textView = (text: Text): TextView => ({
  n: text.n,
  sid: text.sid,
  vendor: text.vendor,
  account: text.account,
  to: text.to,
  from: text.from,
  body: text.body,
  segments: text.segments,
  media: text.media?.length ?? 0,
  ...(text.subject !== undefined && { subject: text.subject }),
  ...(text.template && { template: text.template }),
  ...(text.phone && { phone: text.phone }),
  pictures: (text.fetched ?? []).map((id) => `/_sandbox/media/${id}`),
  at: text.receivedAt ?? text.createdAt,
  status: text.status,
  errorCode: text.errorCode ?? null,
});

/** The phones with the newest texts, newest first, each with its newest texts. */
export function phonesOf(texts: Texts, limit: number, search = ''): PhoneView[] {
  const digits = search.replace(/[^\d+]/g, '');
  const numbers = new Set<string>();
  for (const text of texts.newest()) {
    if (text.receivedAt === undefined || !text.to.includes(digits)) continue;
    numbers.add(text.to);
    if (numbers.size === limit) break;
  }
  return [...numbers].map((number) => {
    const received = texts.ofNumber(number).filter((text) => text.receivedAt !== undefined);
    return { number, count: received.length, texts: received.slice(0, TEXTS_PER_PHONE).map(textView) };
  });
}
