import { lookup } from 'node:dns';
import { Agent, request } from 'undici';
import { outboundProblem, vettedLookup, type AllowedHosts } from '#libs/kernel';

const CONNECT_MS = 3_000;
const TOTAL_MS = 5_000;

/**
 * Reads addresses that a caller gave. The name is resolved once, and the connection goes to an address that was checked;
 * redirects are not followed.
 */
export class GuardedHttp {
  private readonly agent: Agent;

  constructor(
    private readonly allowed: AllowedHosts,
    private readonly maxBytes: number,
    resolve = lookup,
  ) {
    const connect = { timeout: CONNECT_MS, lookup: vettedLookup(allowed, resolve) };
    this.agent = new Agent({ connect, maxResponseSize: maxBytes, allowH2: false });
  }

  /** A sentence about an address that is never called. */
  problemOf(address: string): string | undefined {
    return outboundProblem(address, this.allowed);
  }

  /** Throws unless the answer is 200 and JSON in time. */
  async json(address: string): Promise<unknown> {
    const problem = this.problemOf(address);
    if (problem !== undefined) throw new Error(`The address ${problem}.`);
    const answer = await request(address, {
      dispatcher: this.agent,
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(TOTAL_MS),
    });
    if (answer.statusCode === 200) return answer.body.json();
    await answer.body.dump({ limit: this.maxBytes });
    throw new Error(`The answer has the status ${answer.statusCode}.`);
  }

  onModuleDestroy(): Promise<void> {
    return this.agent.destroy();
  }
}
