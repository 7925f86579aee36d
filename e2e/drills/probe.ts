import { Api } from '../harness/api.ts';
import type { ClientCall } from '../harness/ledger.ts';
import type { Sandbox } from '../harness/sandbox.ts';
import { until } from '../harness/wait.ts';

/** What a caller and a phone notice after a kill, in milliseconds from it. */
export interface Recovery {
  /** To the first 202 of a call that began after it. */
  readonly acceptedMs: number;
  /** To the first text on a phone that was sent after it. */
  readonly textMs: number;
}

const LOOK_EVERY_MS = 25;
/** Calls without an answer that may be open at once. */
const MOST_OPEN = 100;
const GIVEN_UP_AFTER_MS = 60_000;

interface Call {
  readonly began: number;
  readonly to: string;
  answered?: number;
}

/** Sends one text after the other to every gateway in turn, and does not wait for answers. */
export class Probe {
  /** In the form that the checker needs. */
  readonly calls: ClientCall[] = [];
  readonly #apis: readonly Api[];
  readonly #sandbox: Sandbox;
  readonly #sent: Call[] = [];
  #open = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(
    { gateways, key, everyMs }: { gateways: readonly string[]; key: string; everyMs: number },
    sandbox: Sandbox,
  ) {
    this.#apis = gateways.map((url) => new Api(url, key));
    this.#sandbox = sandbox;
    this.#timer = setInterval(() => this.#open < MOST_OPEN && void this.#send(), everyMs);
  }

  /** Kills, and measures when calls are answered and texts arrive again. */
  async recoveryFrom(strike: () => Promise<void>): Promise<Recovery> {
    const newest = (await this.#sandbox.texts(this.#seen)).at(-1)?.n ?? this.#seen;
    this.#seen = newest;
    const first = this.#sent.length;
    const since = Date.now();
    const struck = strike();
    const wait = { withinMs: GIVEN_UP_AFTER_MS, everyMs: LOOK_EVERY_MS };
    const ours = (): readonly Call[] => this.#sent.slice(first).filter(({ began }) => began >= since);
    const accepted = async (): Promise<number> => {
      await until('a call is accepted again', () => ours().some(({ answered }) => answered), wait);
      return Math.min(...ours().map(({ answered = Infinity }) => answered));
    };
    const arrived = (): Promise<number> =>
      until(
        'a text arrives again',
        async () => {
          const numbers = new Set(ours().map(({ to }) => to));
          return (await this.#sandbox.texts(newest)).find(({ to }) => numbers.has(to))?.at;
        },
        wait,
      );
    const [acceptedAt, textAt] = await Promise.all([accepted(), arrived(), struck]);
    return { acceptedMs: acceptedAt - since, textMs: textAt - since };
  }

  /** Sends no more, and resolves when every call has ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await until('every call has ended', () => this.#open === 0, { withinMs: 60_000 });
  }

  #seen = 0;

  async #send(): Promise<void> {
    const at = this.#sent.length;
    const to = `+8526${String(1_000_000 + at).padStart(7, '0')}`;
    const call: Call = { began: Date.now(), to };
    const known: ClientCall = { idempotencyKey: `probe-${at}`, messages: 1, to: [to] };
    this.#sent.push(call);
    this.calls.push(known);
    this.#open += 1;
    try {
      const { status, body } = await this.#apis[at % this.#apis.length]!.send(
        { to, text: `Probe ${at}` },
        known.idempotencyKey,
      );
      if (status !== 202) return;
      call.answered = Date.now();
      this.calls[at] = { ...known, accepted: { requestId: body.request_id, messageIds: [body.id] } };
    } catch {
      // The gateway is away.
    } finally {
      this.#open -= 1;
    }
  }
}
