import { segmentsOf } from '#libs/kernel';
import {
  Progress,
  type Answer,
  type HostedVendor,
  type Ledger,
  type MediaStore,
  type Text,
  type VendorRoom,
} from '#libs/sandbox-kit';
import { done, refused, type Envelope } from './envelopes.ts';
import { MAGIC } from './magic.ts';
import { inE164, isRefusal, readMessage, type Kind, type Posted } from './read-message.ts';

export const BAAS = 'baas';

export interface BaasAccount {
  readonly apiKey: string;
  readonly projectId: string;
}

/** Where the public forms of BaaS differ. */
export interface Mode {
  /** Under which paths it answers. */
  readonly paths: 'both' | '/message' | '/api/message';
  readonly envelope: Envelope;
  /** Whether it has a history. */
  readonly history: boolean;
}

const USUAL: Mode = { paths: 'both', envelope: 'success', history: true };
const IMAGES = /^image\/(jpeg|png)$/;

/** The fake BaaS: groups of texts, and a history that advances by itself. */
export class Baas implements HostedVendor {
  mode: Mode = USUAL;
  readonly progress: Progress;

  constructor(
    readonly room: VendorRoom,
    readonly ledger: Ledger,
    private readonly media: MediaStore,
    /** Undefined: there is no account, and every call is refused. */
    readonly account: BaasAccount | undefined,
  ) {
    this.progress = new Progress(ledger, () => undefined, shownAs);
  }

  /** Takes a message: it is in the ledger before BaaS answers. */
  async take(kind: Kind, body: Readonly<Record<string, unknown>>): Promise<Answer> {
    const { envelope } = this.mode;
    const read = readMessage(kind, body);
    if (isRefusal(read)) return refused(envelope, read);
    const fetched = await this.media.fetchAll(read.images, IMAGES);
    if (!fetched) return refused(envelope, { code: 'VALIDATION_ERROR', status: 400, field: 'img_url_list' });
    const group = this.nextGroup();
    const media = read.images.length > 0 && { media: read.images, fetched: fetched.map(({ id }) => id) };
    await Promise.all(
      read.recipients.map((phone, index) => this.receive(read, { ...media }, phone, idIn(group, index))),
    );
    const [first = ''] = read.recipients;
    const { answer } = MAGIC.get(inE164(first)) ?? {};
    return answer ? refused(envelope, answer) : done(envelope, { group_id: group });
  }

  /** The texts of a group, in the order of its recipients. */
  textsOf(group: string): readonly Text[] {
    const found: Text[] = [];
    for (let index = 0; ; index++) {
      const text = this.ledger.texts.get(idIn(group, index));
      if (text?.vendor !== BAAS) return found;
      found.push(text);
    }
  }

  resume(): void {
    for (const text of this.ledger.texts.newest())
      if (text.vendor === BAAS && wordOf(text.status) === WAITING) this.lead(text);
  }

  reset(): void {
    this.stop();
    this.mode = USUAL;
  }

  stop(): void {
    this.progress.stop();
  }

  private async receive(
    { message: body, callbackNumber, subject }: Posted,
    media: { readonly media?: readonly string[]; readonly fetched?: readonly string[] },
    phone: string,
    sid: string,
  ): Promise<void> {
    const facts = {
      vendor: BAAS,
      account: this.account!.projectId,
      sid,
      to: inE164(phone),
      from: inE164(callbackNumber),
      body: subject === '' ? body : `${subject}\n${body}`,
      segments: Math.max(1, segmentsOf(body).segments),
      ...media,
    };
    const { text, durable } = this.ledger.receive(facts, 'queued');
    await durable;
    this.lead(text);
  }

  private lead(text: Text): void {
    const plan = this.room.planFor(text);
    const { ends } = MAGIC.get(text.to) ?? {};
    void this.progress.run(text, ends ? { ...plan, statuses: [ends.status], errorCode: ends.reason } : plan);
  }

  /** A whole number of 31 bits, which the ledgers of two folders hardly share. */
  private nextGroup(): number {
    const id = this.ledger.nextId();
    const [series, row] = [id.slice(0, 8), id.slice(8)].map((hex) => Number.parseInt(hex, 16));
    return (1 + (series! % 2_000)) * 1_000_000 + (row! % 1_000_000);
  }
}

/** The first text of a group has the group's number as its id. */
const idIn = (group: string | number, index: number): string => (index === 0 ? `${group}` : `${group}.${index}`);

const WAITING = '전송중';
const WORDS: Readonly<Record<string, string>> = { delivered: '성공', undelivered: '실패', failed: '실패' };

/** What the history says about a text with this status on the phones' page. */
export const wordOf = (status: string): string => WORDS[status] ?? WAITING;
const shownAs = (word: string): string => Object.keys(WORDS).find((status) => WORDS[status] === word) ?? 'sending';
