import { Pool, type Dispatcher } from 'undici';
import type { Lease } from '../e2e/harness/phone.ts';

/** A registered phone, as the load driver calls for it. */
export interface Handset {
  readonly agent: string;
  readonly token: string;
}

/** Longer than the longest poll. */
const ANSWER_WITHIN_MS = 60_000;
/** A phone may ask 60 times a minute. */
export const POLLS_EACH = 50;

/** Calls of phones at one address of agent-lease, each phone with a connection of its own. */
export class PhoneLoad {
  readonly #pool: Pool;
  readonly #secret: string;
  #registered = 0;

  constructor(url: string, secret: string) {
    this.#pool = new Pool(url, { connections: 600, pipelining: 1 });
    this.#secret = secret;
  }

  /** New ones: nobody has counted a poll of theirs yet. */
  async handsets(count: number): Promise<Handset[]> {
    const all: Handset[] = [];
    while (all.length < count) {
      const device_id = `bench-${this.#registered++}`;
      const body = { device_id, registration_secret: this.#secret, capabilities: ['start'] };
      const { agent_id, agent_token } = await this.#call<{ agent_id: string; agent_token: string }>(
        'POST',
        '/agent/register',
        body,
      );
      all.push({ agent: agent_id, token: agent_token });
    }
    return all;
  }

  async poll({ token }: Handset, limit: number, waitS = 0): Promise<readonly Lease[]> {
    const path = `/agent/jobs/next?limit=${limit}&wait=${waitS}`;
    return (await this.#call<{ messages: Lease[] }>('GET', path, undefined, token)).messages;
  }

  /** Starts and reports what it got, as the program of a phone does. Returns how many were taken as sent. */
  async send({ token }: Handset, leases: readonly Lease[]): Promise<number> {
    const started = leases.map(({ message_id, lease_id, fence }) =>
      this.#call<{ send_within_ms: number }>('POST', `/agent/messages/${message_id}/start`, { lease_id, fence }, token),
    );
    const may = (await Promise.all(started)).map(({ send_within_ms: ms }) => ms > 0);
    const sent = leases.filter((_, at) => may[at]);
    if (sent.length === 0) return 0;
    const messages = sent.map(({ message_id, lease_id, fence }) => ({ message_id, lease_id, fence, status: 'SENT' }));
    const body = { messages };
    const answer = await this.#call<{ messages: { applied: boolean }[] }>(
      'POST',
      '/agent/messages/report',
      body,
      token,
    );
    return answer.messages.filter(({ applied }) => applied).length;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #call<T>(method: 'GET' | 'POST', path: string, body?: unknown, token?: string): Promise<T> {
    const options: Dispatcher.RequestOptions = {
      path,
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      headersTimeout: ANSWER_WITHIN_MS,
    };
    const answer = await this.#pool.request(options);
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text}`);
    return JSON.parse(text) as T;
  }
}

export interface Drained {
  readonly messages: number;
  readonly perSecond: number;
  /** Of each poll that gave messages, ms. */
  readonly polls: readonly number[];
}

/**
 * All phones at once, each with one poll after the other, until each has polled `POLLS_EACH` times or the time is over.
 * Throws if a message is given out twice.
 */
export async function drain(
  load: PhoneLoad,
  handsets: readonly Handset[],
  of: { readonly limit: number; readonly seconds: number; readonly sends: boolean },
  given: Set<string>,
): Promise<Drained> {
  const polls: number[] = [];
  let messages = 0;
  const began = performance.now();
  const isOver = (): boolean => performance.now() - began > of.seconds * 1_000;
  const phone = async (handset: Handset): Promise<void> => {
    for (let n = 0; n < POLLS_EACH && !isOver(); n++) {
      const asked = performance.now();
      const leases = await load.poll(handset, of.limit);
      if (leases.length === 0) return;
      polls.push(performance.now() - asked);
      for (const { message_id: id } of leases) {
        if (given.has(id)) throw new Error(`${id} was given to two phones.`);
        given.add(id);
      }
      const taken = of.sends ? await load.send(handset, leases) : leases.length;
      messages += taken;
    }
  };
  await Promise.all(handsets.map(phone));
  const seconds = (performance.now() - began) / 1_000;
  return { messages, perSecond: messages / seconds, polls };
}
