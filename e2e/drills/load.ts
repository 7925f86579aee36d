import { Api } from '../harness/api.ts';
import type { ClientCall } from '../harness/ledger.ts';

const CATEGORIES = ['general', 'reminder', 'alert', 'marketing', 'otp'] as const;
/** Over 100, so that it goes through the feeder. */
const BATCH = 120;
const SINGLES_PER_BATCH = 60;

/** Numbers that no vendor accepts: they become dead letters, which can be retried. */
export const DEAD_NUMBERS = '+8529';
/** Alerts of every fifteen messages. */
const DEAD = 2;

/** Fields of a message besides those of every load, by its number. */
type More = (number: number) => Readonly<Record<string, unknown>>;

/** A well-behaved client: it repeats a call without an answer under the same key, until it gets one. */
export class Load {
  readonly calls: ClientCall[] = [];
  private readonly bodies = new Map<string, Record<string, unknown>[]>();
  private readonly apis: Api[];
  private readonly more: More;
  private sent = 0;
  private readonly running = new Set<Promise<void>>();

  constructor(gateways: readonly string[], key: string, more: More = () => ({})) {
    this.more = more;
    this.apis = gateways.map((url) => new Api(url, key));
  }

  get messages(): number {
    return this.sent;
  }

  /** One single message and, now and then, a batch: two of three messages come in batches. */
  next(): void {
    this.start(1);
    if (this.calls.filter(({ messages }) => messages === 1).length % SINGLES_PER_BATCH === 0) this.start(BATCH);
  }

  bodyOf({ idempotencyKey }: ClientCall): Record<string, unknown>[] {
    return this.bodies.get(idempotencyKey) ?? [];
  }

  async finish(): Promise<void> {
    await Promise.all(this.running);
  }

  private start(messages: number): void {
    const first = this.sent;
    this.sent += messages;
    const items = Array.from({ length: messages }, (_, index) => this.item(first + index));
    const call: ClientCall = { idempotencyKey: `drill-${first}`, messages, to: items.map(({ to }) => to) };
    this.bodies.set(call.idempotencyKey, items);
    const at = this.calls.push(call) - 1;
    const work = this.untilAnswered(call, items).then((accepted) => {
      this.calls[at] = { ...call, ...(accepted && { accepted }) };
      this.running.delete(work);
    });
    this.running.add(work);
  }

  private item(number: number): Record<string, unknown> & { to: string } {
    const isDead = number % 15 === DEAD;
    const to = `${isDead ? DEAD_NUMBERS : '+8525'}${String(1_000_000 + number).padStart(7, '0')}`;
    const isLater = number % 10 === 7;
    return {
      to,
      text: `Drill ${number}`,
      category: CATEGORIES[number % CATEGORIES.length],
      client_ref: `d-${number}`,
      ...this.more(number),
      ...(isLater && { send_at: new Date(Date.now() + 1_000 + 500 * (number % 13)).toISOString() }),
    };
  }

  private async untilAnswered(
    { idempotencyKey, messages }: ClientCall,
    items: Record<string, unknown>[],
  ): Promise<ClientCall['accepted']> {
    for (let attempt = 0; ; attempt++) {
      let refused: string | undefined;
      const api = this.apis[attempt % this.apis.length]!;
      try {
        if (messages === 1) {
          const { status, body } = await api.send(items[0]!, idempotencyKey);
          if (status === 202) return { requestId: body.request_id, messageIds: [body.id] };
          // After a very long outage its `send_at` has passed, and its client gives it up.
          if (body.code === 'invalid_schedule') return undefined;
          if (isForever(status)) refused = `${status} ${body.code}`;
        } else {
          const { status, body } = await api.sendBatch(items, idempotencyKey);
          const messageIds = body.items?.flatMap(({ id }) => id ?? []) ?? [];
          if (status === 202) return { requestId: body.request_id, messageIds };
          if (isForever(status)) refused = String(status);
        }
      } catch {
        // A gateway died: the call is repeated at another one.
      }
      if (refused) throw new Error(`The load is refused with ${refused}.`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

const isForever = (status: number): boolean => status >= 400 && status < 500 && status !== 409 && status !== 429;
