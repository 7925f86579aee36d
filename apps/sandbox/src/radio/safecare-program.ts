import type { HeldText, Program } from './facts.ts';
import type { Life } from './life.ts';
import type { Phone } from './phone.ts';

const POLL_MS = 1_000;
const AWAY_MS = 2_000;
const DENIED_MS = 10_000;
const LIMIT = 10;
const TIMEOUT_MS = 10_000;

interface Job {
  readonly message_id: string;
  readonly to: string;
  readonly text: string;
  /** It reports none; the sandbox's ledger shows it. */
  readonly fence?: number;
}

/** An answer that the program cannot use; it waits and asks again. */
class NoAnswer extends Error {
  constructor(
    readonly kind: 'away' | 'denied' | 'refused',
    readonly why: string,
  ) {
    super(why);
  }
}

/**
 * The program of SafeCare's phones: registers, polls, sends, reports `message_id` and `status`. It knows no fence, asks
 * nobody before it sends, and keeps no journal.
 */
export class SafeCareProgram implements Program {
  isRevoked = false;
  private jobs: Job[] = [];

  constructor(
    private readonly phone: Phone,
    private readonly life: Life,
  ) {
    void this.run();
  }

  holds(): readonly HeldText[] {
    return this.jobs.map(({ message_id: message, to }) => ({ message, state: 'leased', to }));
  }

  close(): void {}

  private async run(): Promise<never> {
    for (;;) {
      try {
        await this.work();
        await this.wait(POLL_MS);
      } catch (error) {
        const denied = error instanceof NoAnswer && error.kind === 'denied';
        await this.wait(denied ? DENIED_MS : AWAY_MS);
      }
    }
  }

  private async work(): Promise<void> {
    await this.register();
    const { messages } = (await this.call('GET', `jobs/next?limit=${LIMIT}`)) as { messages: Job[] };
    this.jobs = [...messages];
    for (let job = this.jobs[0]; job; job = this.jobs[0]) {
      await this.send(job);
      this.jobs.shift();
    }
  }

  private async register(): Promise<void> {
    const { token, deviceId: device_id, label } = this.phone.facts;
    if (token !== undefined) return;
    const secret = this.phone.facts.registrationSecret ?? this.phone.around.registrationSecret;
    const body = { device_id, label, ...(secret !== undefined && { registration_secret: secret }) };
    const made = (await this.call('POST', 'register', body)) as { agent_id: string; agent_token: string };
    this.phone.change({ agentId: made.agent_id, token: made.agent_token });
  }

  private async send({ message_id: message, to, text, fence }: Job): Promise<void> {
    const end = await this.phone.send(this.life, {
      message,
      to,
      body: text,
      part: 1,
      parts: 1,
      ...(fence !== undefined && { fence }),
    });
    if (end.kind === 'unknown') return;
    if (end.kind === 'failed') return this.report(message, 'FAILED', end.code);
    await this.report(message, 'SENT');
    void this.phone
      .delivered(this.life, end.text)
      .then((arrived) => (arrived ? this.report(message, 'DELIVERED') : undefined))
      .catch(() => {});
  }

  private async report(message_id: string, status: string, last_error?: string): Promise<void> {
    const item = { message_id, status, ...(last_error !== undefined && { last_error }) };
    await this.call('POST', 'messages/report', { messages: [item] });
  }

  private wait(ms: number): Promise<void> {
    return this.phone.sleep(this.life, ms);
  }

  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const { life, phone } = this;
    const what = path.replace(/\?.*/, '');
    const answer = phone.calls.note(what, this.ask(method, path, body), () => !life.hasEnded);
    const { kind, why = '', value } = await life.through(answer);
    if (kind === 'answered') return value;
    this.isRevoked = kind === 'denied';
    throw new NoAnswer(kind, why);
  }

  private async ask(method: string, path: string, body?: object): Promise<Asked> {
    const { token } = this.phone.facts;
    try {
      const response = await fetch(`${this.phone.around.agentUrl}/sms/agent/${path}`, {
        method,
        headers: {
          ...(body && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.any([this.life.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      const value: unknown = await response.json().catch(() => undefined);
      if (response.ok) return { kind: 'answered', value };
      return { kind: KIND_OF[response.status] ?? 'away', why: `HTTP ${response.status}` };
    } catch (error) {
      const { message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
      return { kind: 'away', why: cause?.code ?? message };
    }
  }
}

interface Asked {
  readonly kind: 'answered' | 'away' | 'denied' | 'refused';
  readonly why?: string;
  readonly value?: unknown;
}
const KIND_OF: Readonly<Record<number, Asked['kind']>> = { 400: 'refused', 401: 'denied', 403: 'denied' };
