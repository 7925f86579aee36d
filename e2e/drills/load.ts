import { Api } from '../harness/api.ts';
import type { ClientCall } from '../harness/ledger.ts';

const CATEGORIES = ['general', 'reminder', 'alert', 'marketing', 'otp'] as const;
/** Over 100, so that it enters through the feeder. */
const BATCH = 120;

/** A client that behaves: it repeats a call without an answer under the same key, until it has one. */
export class Load {
  readonly calls: (ClientCall & { accepted?: ClientCall['accepted'] })[] = [];
  private readonly apis: Api[];
  private sent = 0;
  private readonly running = new Set<Promise<void>>();

  constructor(gateways: readonly string[], key: string) {
    this.apis = gateways.map((url) => new Api(url, key));
  }

  get messages(): number {
    return this.sent;
  }

  /** One single message and, after as many as a batch holds, a batch: half of all messages come in batches. */
  next(): void {
    this.start(1);
    if (this.calls.filter(({ messages }) => messages === 1).length % BATCH === 0) this.start(BATCH);
  }

  async finish(): Promise<void> {
    await Promise.all(this.running);
  }

  private start(messages: number): void {
    const first = this.sent;
    this.sent += messages;
    const call: ClientCall = { idempotencyKey: `drill-${first}`, messages };
    const at = this.calls.push(call) - 1;
    const items = Array.from({ length: messages }, (_, index) => this.item(first + index));
    const work = this.untilAnswered(call, items).then((accepted) => {
      this.calls[at] = { ...call, accepted };
      this.running.delete(work);
    });
    this.running.add(work);
  }

  private item(number: number): Record<string, unknown> {
    const to = `+8525${String(1_000_000 + number).padStart(7, '0')}`;
    return { to, text: `Drill ${number}`, category: CATEGORIES[number % CATEGORIES.length], client_ref: `d-${number}` };
  }

  private async untilAnswered(
    { idempotencyKey, messages }: ClientCall,
    items: Record<string, unknown>[],
  ): Promise<NonNullable<ClientCall['accepted']>> {
    for (let attempt = 0; ; attempt++) {
      const api = this.apis[attempt % this.apis.length]!;
      try {
        if (messages === 1) {
          const { status, body } = await api.send(items[0]!, idempotencyKey);
          if (status === 202) return { requestId: body.request_id, messageIds: [body.id] };
        } else {
          const { status, body } = await api.sendBatch(items, idempotencyKey);
          const messageIds = body.items?.flatMap(({ id }) => id ?? []) ?? [];
          if (status === 202) return { requestId: body.request_id, messageIds };
        }
      } catch {
        // A gateway that died: the call is repeated at the other one.
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
