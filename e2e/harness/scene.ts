import { Api } from './api.ts';
import { violations, type Violation } from './invariants.ts';
import { collectEvidence, openLedger, type ClientCall, type Evidence, type LedgerReader } from './ledger.ts';
import { Numbers } from './numbers.ts';
import { textsOfRadio, type RadioText } from './phone.ts';
import { Sandbox, type ReceivedText } from './sandbox.ts';
import type { TargetFacts } from './target.ts';
import { namedBy } from './texts.ts';
import { until } from './wait.ts';

type Message = Record<string, unknown>;
const QUIET = { withinMs: 30_000, everyMs: 250 };

/** A spec's access to a system, with its own records: the client's calls, the phones, the ledger. */
export class Scene {
  readonly target: TargetFacts;
  readonly name: string;
  readonly numbers: Numbers;
  readonly sandbox: Sandbox;
  readonly ledger: LedgerReader;
  /** One client for each gateway. */
  readonly apis: readonly Api[];
  readonly calls: ClientCall[] = [];
  /** Public ids of messages for which a retry was called. */
  readonly retried: string[] = [];
  /** What this spec's phones sent. */
  readonly radio: RadioText[] = [];
  readonly #isAlone: boolean;
  #keys = 0;

  /**
   * `block` of numbers, if other specs use the same system; without it everything in the system belongs to this spec.
   */
  static async open(target: TargetFacts, name: string, block?: number): Promise<Scene> {
    return new Scene(target, name, block, await openLedger(target.mongoUri, target.database));
  }

  private constructor(target: TargetFacts, name: string, block: number | undefined, ledger: LedgerReader) {
    this.target = target;
    this.name = name;
    this.ledger = ledger;
    this.#isAlone = block === undefined;
    this.numbers = new Numbers(block ?? 0);
    this.sandbox = new Sandbox(target.sandbox);
    this.apis = target.gateways.map((url) => new Api(url, target.apiKey));
  }

  get api(): Api {
    return this.apis[0]!;
  }

  /** An idempotency key that no other call has. */
  key(): string {
    return `${this.name}:${++this.#keys}`;
  }

  async send(message: Message, key = this.key(), api = this.api): ReturnType<Api['send']> {
    const record = this.#record(key, [message]);
    const answer = await api.send(message, key);
    if (answer.status === 202) record({ requestId: answer.body.request_id, messageIds: [answer.body.id] });
    return answer;
  }

  /** A busy machine may answer a large batch with 503; then the same call is repeated. */
  async sendBatch(
    messages: readonly Message[],
    { key = this.key(), api = this.api, defaults = {} }: { key?: string; api?: Api; defaults?: Message } = {},
  ): ReturnType<Api['sendBatch']> {
    const record = this.#record(key, messages);
    const answer = await until('the batch is answered', async () => {
      const answer = await api.sendBatch(messages, key, defaults);
      return answer.status !== 503 && answer;
    });
    const { request_id: requestId, items } = answer.body;
    if (answer.status === 202) record({ requestId, messageIds: items.flatMap(({ id }) => id ?? []) });
    return answer;
  }

  /** A call that was not made by this scene, and has no key. */
  asked({ request_id: requestId, id }: { request_id: string; id: string }): void {
    this.#record(keyInPlace(requestId), [{}])({ requestId, messageIds: [id] });
  }

  /** Sends one text that must be accepted. */
  async accepted(message: Message, key?: string): Promise<string> {
    const { status, body } = await this.send(message, key);
    if (status !== 202) throw new Error(`It was answered with ${status} ${body.code}.`);
    return body.id;
  }

  /** The newest text on a phone, once there is one. */
  arrived(number: string): Promise<ReceivedText> {
    return until('the text arrives', async () => {
      const [newest] = await this.sandbox.textsTo(number);
      return newest && this.sandbox.text(newest.n);
    });
  }

  async reaches(id: string, ...statuses: string[]): ReturnType<Api['message']> {
    let last: unknown;
    const isThere = async () => {
      const message = await this.api.message(id);
      last = message.timeline;
      return statuses.includes(message.status) && message;
    };
    return until(`the message is ${statuses.join(' or ')}`, isThere, { withinMs: 60_000 }).catch((error: Error) => {
      throw new Error(`${error.message} Its timeline: ${JSON.stringify(last)}`, { cause: error });
    });
  }

  /** Texts of this spec by number. */
  async textsByNumber(): Promise<Map<string, ReceivedText[]>> {
    const texts = await this.sandbox.texts();
    return Map.groupBy(
      texts.filter(({ to }) => this.#isAlone || this.numbers.has(to)),
      ({ to }) => to,
    );
  }

  /** Violations of the rules, once nothing changes any more. */
  async violations(): Promise<Violation[]> {
    let found: Violation[] = [];
    const holds = async (): Promise<boolean> => {
      const run = await collectEvidence(this.ledger, this.sandbox, this.calls);
      found = violations(this.#own({ ...run, texts: [...run.texts, ...textsOfRadio(this.radio)] }));
      return found.length === 0;
    };
    await until('every rule is kept', holds, QUIET).catch(() => undefined);
    return found;
  }

  close(): Promise<void> {
    return this.ledger.close();
  }

  #record(idempotencyKey: string, items: readonly Message[]): (accepted: NonNullable<ClientCall['accepted']>) => void {
    const call = {
      idempotencyKey,
      messages: items.length,
      to: items.map((item) => String((item as Message | null)?.to)),
    };
    const at = this.calls.push(call) - 1;
    return (accepted) => (this.calls[at] = { ...call, accepted });
  }

  /** This spec's part: messages with its keys or answers, their texts, and all texts on its phones. */
  #own(run: Evidence): Evidence {
    const known = new Set(this.calls.map(({ accepted }) => accepted?.requestId));
    const requests = run.requests
      .filter(({ tenant }) => tenant === this.target.tenant)
      .map((request) => ({ ...request, idempotency_key: request.idempotency_key ?? keyInPlace(request._id.slice(9)) }))
      .filter(
        ({ _id, idempotency_key: key }) => this.#isAlone || known.has(_id.slice(9)) || key.startsWith(`${this.name}:`),
      );
    const ids = new Set<string>(requests.map(({ _id }) => _id));
    const isOf = (text: ReceivedText): boolean => ids.has(`${this.target.tenant}.${namedBy(text)[0]?.slice(0, 26)}`);
    return {
      requests,
      messages: run.messages.filter(({ _id }) => ids.has(_id.slice(0, 35))),
      evidence: run.evidence.filter(({ message }) => message && ids.has(message.slice(0, 35))),
      texts: run.texts.filter((text) => this.#isAlone || this.numbers.has(text.to) || isOf(text)),
      calls: this.calls,
      retried: this.retried,
    };
  }
}

/** Calls without an idempotency key are identified by their request. */
const keyInPlace = (requestId: string): string => `no-key:${requestId}`;

/** The last test of every spec: whatever it did, nothing was lost, and nothing was sent twice. */
export function everyPromiseHolds(scene: () => Scene): void {
  test('afterwards the ledger keeps every rule', async () => {
    const found = await scene().violations();
    const byRule = Map.groupBy(found, ({ rule }) => rule);
    const told = [...byRule].map(([rule, all]) => ({
      rule,
      times: all.length,
      first: all.slice(0, 5).map(({ what }) => what),
    }));
    expect(told).toEqual([]);
  });
}
