import type { Agent } from '../domain/agent.ts';
import type { Agents } from './ports.ts';

/** How many parts a phone's own limit lets through, less those that were granted since it told so. */
export class FreeParts {
  readonly #underWay = new Map<string, number>();

  constructor(private readonly agents: Agents) {}

  /** `grant` gets the bound (undefined: there is none) and returns the parts that it granted. */
  async within<T extends { readonly parts: number }>(
    agent: Agent,
    grant: (free: number | undefined) => Promise<T>,
  ): Promise<T> {
    if (agent.free_parts === undefined) return grant(undefined);

    const { free_parts: told = 0, free_parts_at: at = new Date(0) } = await this.agents.freeParts(agent);
    const underWay = this.#underWay.get(agent.id) ?? 0;
    const free = Math.max(0, told - underWay);
    this.#underWay.set(agent.id, underWay + free);
    try {
      const granted = await grant(free);
      if (granted.parts > 0) await this.agents.takeParts(agent, granted.parts, at);
      return granted;
    } finally {
      const left = (this.#underWay.get(agent.id) ?? 0) - free;
      if (left > 0) this.#underWay.set(agent.id, left);
      else this.#underWay.delete(agent.id);
    }
  }
}
