import type { CountedSim } from '../harness/ledger.ts';
import { Api } from '../harness/api.ts';
import type { Sandbox } from '../harness/sandbox.ts';
import { until } from '../harness/wait.ts';
import type { Chance } from './chance.ts';

interface RadioPhone {
  readonly name: string;
  readonly agentId: string | null;
  readonly state: string;
  readonly boots: number;
  readonly crash: object | null;
}

interface Radio {
  readonly phones: readonly RadioPhone[];
  readonly crashPoints: readonly string[];
}

const RESTART_MS = { least: 50, more: 500 };
const LOOK_EVERY_MS = 100;
/** A plan that is not met by then is dropped: the phone gets no message. */
const HIT_WITHIN_MS = 20_000;

/** The sandbox's phones, with the program of real ones. */
export class Fleet {
  /** Deaths by the step at which they came. */
  readonly deaths = new Map<string, number>();
  readonly #sandbox: Sandbox;
  #points: readonly string[] = [];
  #names: readonly string[] = [];
  #texts = 0;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  async open(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      const sim = { number: `+8525550${String(1_000 + n)}`, country: 'HK', operator: 'Drill' };
      await this.#sandbox.call('POST', 'radio/phones', { sims: [sim] });
    }
    const registered = async (): Promise<boolean> => (await this.#read()).phones.every(({ agentId }) => agentId);
    await until('every phone is registered', registered, { withinMs: 120_000, everyMs: 250 });
    const { phones, crashPoints } = await this.#read();
    this.#names = phones.map(({ name }) => name);
    this.#points = crashPoints;
  }

  get killed(): number {
    return [...this.deaths.values()].reduce((all, one) => all + one, 0);
  }

  /** Kills phones at every step in turn, several at a time, until there were `times` deaths. */
  async kill(times: number, chance: Chance, atOnce: number, over: () => boolean): Promise<void> {
    const victims = chance.shuffled(this.#names);
    let planned = 0;
    const worker = async (at: number): Promise<void> => {
      for (let n = at; this.killed < times && !over(); n += atOnce) {
        const point = this.#points[planned++ % this.#points.length]!;
        if (await this.#killOne(victims[n % victims.length]!, point, chance))
          this.deaths.set(point, (this.deaths.get(point) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, (_, at) => worker(at)));
  }

  /** Whatever is planned is dropped, and every program runs. */
  async calm(): Promise<void> {
    await this.#sandbox.call('DELETE', 'radio/phones/all/crash');
    await this.#sandbox.call('POST', 'radio/phones/all/start');
  }

  async #killOne(name: string, at: string, chance: Chance): Promise<boolean> {
    const path = `radio/phones/${name}`;
    const restartMs = RESTART_MS.least + chance.below(RESTART_MS.more);
    const { boots } = await this.#one(path);
    await this.#sandbox.call('POST', `${path}/crash`, { at, nth: 1, restartMs });
    // Else nobody passes the steps for texts that phones receive.
    if (at.startsWith('agent.inbox'))
      await this.#sandbox.call('POST', `${path}/inbox`, { from: '+85261234567', text: `Hello ${this.#texts++}` });
    const isMet = async (): Promise<boolean> => {
      const { crash, boots: now } = await this.#one(path);
      return crash === null || now > boots;
    };
    const met = await until('it died', isMet, { withinMs: HIT_WITHIN_MS, everyMs: LOOK_EVERY_MS }).catch(() => false);
    if (!met) await this.#sandbox.call('DELETE', `${path}/crash`);
    return met;
  }

  async #one(path: string): Promise<RadioPhone> {
    return (await this.#sandbox.call<Radio>('GET', path)).phones[0]!;
  }

  #read(): Promise<Radio> {
    return this.#sandbox.call<Radio>('GET', 'radio');
  }
}

interface ShownAgent {
  readonly id: string;
  readonly sims: readonly { readonly id: string; readonly used: { readonly month: number; readonly parts: number } }[];
}

/** What the SIMs of all phones have counted in this month, as operators see it. */
export async function countedSims(gateway: string, key: string): Promise<CountedSim[]> {
  const api = new Api(gateway, key);
  const agents: ShownAgent[] = [];
  for (let cursor = ''; ;) {
    const path = `/api/v1/agents?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const { status, body } = await api.call<{ data: ShownAgent[]; next_cursor?: string | null }>('GET', path);
    if (status !== 200) throw new Error(`${path} was answered ${status} ${JSON.stringify(body)}`);
    agents.push(...body.data);
    if (!body.next_cursor) break;
    cursor = body.next_cursor;
  }
  const sims = Map.groupBy(
    agents.flatMap(({ id, sims: own }) => own.map((sim) => ({ ...sim, agent: id }))),
    ({ id }) => id,
  );
  return [...sims].map(([sim, all]) => ({
    sim,
    agents: all.map(({ agent }) => agent),
    messages: all[0]!.used.month,
    parts: all[0]!.used.parts,
  }));
}
