import type { dispatcherQuestions, ClientOf } from '#libs/contracts';
import { clock, PostriderError } from '#libs/kernel';
import type { Log } from '#libs/observability';
import { reachedBy, type Agent } from '../domain/agent.ts';
import type { Agents } from './ports.ts';

export type DispatcherPhones = ClientOf<typeof dispatcherQuestions>['phones'];

/** How long after its last call a phone counts as away: three heartbeats. */
export const AWAY_AFTER_MS = 90_000;
const GATHER_MS = 1_000;
const TOLD_AT_ONCE = 200;

export interface PresencePorts {
  readonly agents: Agents;
  readonly phones: Pick<DispatcherPhones, 'save'>;
  readonly log: Log;
}

/** Knows which phones call, and tells the dispatcher of every change until it answers. */
export class Presence {
  readonly #called = new Map<string, Agent>();
  #writtenAt = 0;
  #writing: Promise<void> | undefined;
  #telling: Promise<void> | undefined;
  #tellAgain = false;

  constructor(
    private readonly ports: PresencePorts,
    private readonly awayAfterMs = AWAY_AFTER_MS,
  ) {}

  /** Each authenticated call. One that was away is online at once; the others are written once a second. */
  seen(agent: Agent): void {
    this.#called.set(agent.id, agent);
    if (!agent.online) void this.write();
  }

  /** Once a second. */
  async tick(now = clock.now()): Promise<void> {
    if (now - this.#writtenAt >= GATHER_MS) await this.write();
    await this.ports.agents.markAway(new Date(now - this.awayAfterMs));
    await this.tell();
  }

  /** Writes who called since the last write, and tells the dispatcher if that changed anything. */
  write(): Promise<void> {
    this.#writing ??= this.#writeNow().finally(() => (this.#writing = undefined));
    return this.#writing;
  }

  async #writeNow(): Promise<void> {
    const called = [...this.#called.values()];
    this.#called.clear();
    if (called.length === 0) return;
    const wereAway = called.some(({ online }) => !online);
    try {
      this.#writtenAt = clock.now();
      await this.ports.agents.seen(called, new Date(clock.now()));
      if (wereAway) await this.tell();
    } catch (err) {
      for (const agent of called) if (!this.#called.has(agent.id)) this.#called.set(agent.id, agent);
      this.ports.log.warn('phones.seen_failed', { err });
    }
  }

  /** Tells the dispatcher of all changes that it does not know. A change during the call starts another round. */
  tell(): Promise<void> {
    if (this.#telling) this.#tellAgain = true;
    this.#telling ??= this.#tellAll().finally(() => (this.#telling = undefined));
    return this.#telling;
  }

  async #tellAll(): Promise<void> {
    do {
      this.#tellAgain = false;
      const untold = await this.ports.agents.untold(TOLD_AT_ONCE);
      const told = await Promise.all(untold.map((agent) => this.#tellOf(agent)));
      if (told.includes(false)) return;
      if (untold.length === TOLD_AT_ONCE) this.#tellAgain = true;
    } while (this.#tellAgain);
  }

  async #tellOf(agent: Agent): Promise<boolean> {
    try {
      await this.ports.phones.save(savedBy(agent));
    } catch (err) {
      if (err instanceof PostriderError && err.code !== 'service_unavailable')
        this.ports.log.error('phones.save_refused', { id: agent.id, err });
      else this.ports.log.warn('phones.save_failed', { err });
      return false;
    }
    await this.ports.agents.told(agent);
    return true;
  }
}

function savedBy(agent: Agent): Parameters<DispatcherPhones['save']>[0] {
  const { tenant, id, version, environment, label, enabled, revoked, online, can_start, pool, sims } = agent;
  const countries = reachedBy(sims);
  return {
    ...{ tenant, agent: id, version, environment, name: label.slice(0, 64) },
    ...{ enabled: enabled && !revoked, online: online && !revoked, can_start },
    ...(revoked && { revoked }),
    ...(countries && { countries: [...countries] }),
    ...(pool !== undefined && { pool }),
  };
}
