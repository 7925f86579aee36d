import { checksum, clock, PostriderError, randomOctets } from '#libs/kernel';
import type { Agent } from '../domain/agent.ts';
import type { Denials } from './denials.ts';
import type { Agents, Hasher } from './ports.ts';

const SHAPE = /^agt_[\w-]{43}[0-9A-Za-z]{6}$/;
const SECRET_BYTES = 32;
/** Also how long a revoked token may work on a replica that missed the event. */
const REMEMBERED_MS = 5_000;
const MOST_REMEMBERED = 20_000;

/** Shown once, and stored as a hash. */
export function newToken(): string {
  const unsigned = `agt_${randomOctets(SECRET_BYTES).toString('base64url')}`;
  return `${unsigned}${checksum(unsigned)}`;
}

export interface TokenPorts {
  readonly agents: Agents;
  readonly hasher: Hasher;
  readonly denials: Denials;
}

/** Who calls, by their token. What it remembers is forgotten when the phone changes. */
export class PhoneTokens {
  readonly #known = new Map<string, { readonly agent: Agent; readonly untilMs: number }>();
  #forgotten = 0;

  constructor(private readonly ports: TokenPorts) {}

  /** Rejects with `unauthenticated`, with the same sentence for an unknown and for a revoked token. */
  async agentOf(authorization: string | undefined, clientIp: string): Promise<Agent> {
    const token = tokenIn(authorization);
    const agent = token === undefined ? undefined : await this.find(token);
    if (agent && !agent.revoked) return agent;

    const { denials } = this.ports;
    if (agent)
      denials.note({
        tenant: agent.tenant,
        action: 'agent.call',
        actor: `agent:${agent.id}`,
        reason: REVOKED,
        clientIp,
      });
    else denials.note({ action: 'agent.call', actor: 'agent:unknown', reason: token ? UNKNOWN : MISSING, clientIp });
    throw new PostriderError(
      'unauthenticated',
      'Send the token of this phone as Authorization: Bearer. Register for a new one.',
    );
  }

  /** Also a revoked one. */
  async find(token: string): Promise<Agent | undefined> {
    if (!isToken(token)) return undefined;
    const hash = this.ports.hasher.hash('token', token);
    const known = this.#known.get(hash);
    if (known && known.untilMs > clock.now()) return known.agent;

    const before = this.#forgotten;
    const agent = await this.ports.agents.byToken(hash);
    if (agent && before === this.#forgotten) this.#remember(hash, agent);
    return agent;
  }

  forget(ids: readonly string[]): void {
    this.#forgotten++;
    for (const [hash, { agent }] of this.#known) if (ids.includes(agent.id)) this.#known.delete(hash);
  }

  #remember(hash: string, agent: Agent): void {
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(hash, { agent, untilMs: clock.now() + REMEMBERED_MS });
  }
}

const UNKNOWN = 'The token is not known.';
const REVOKED = 'The phone was revoked.';
const MISSING = 'There is no token.';

export const tokenIn = (authorization: string | undefined): string | undefined =>
  /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];

const isToken = (token: string): boolean => SHAPE.test(token) && checksum(token.slice(0, -6)) === token.slice(-6);
