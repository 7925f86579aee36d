import { Pool } from 'undici';
import { unavailable } from '#libs/kernel';
import { PhoneCalls, type PhoneAnswer, type PhoneCall } from '../../application/agents/ports.ts';

const CONNECT_MS = 2_000;
/** The longest poll takes 25 s. */
const HEADERS_MS = 35_000;
const BODY_MS = 10_000;

/** Connections to agent-lease are kept and used again. */
export class AgentLeaseHttp implements PhoneCalls {
  private readonly pool: Pool;

  constructor(url: string) {
    this.pool = new Pool(new URL(url).origin, {
      connect: { timeout: CONNECT_MS },
      headersTimeout: HEADERS_MS,
      bodyTimeout: BODY_MS,
    });
  }

  async pass({ method, path, headers, body }: PhoneCall, signal: AbortSignal): Promise<PhoneAnswer> {
    try {
      const answer = await this.pool.request({ method, path, headers, body: body ?? null, signal });
      return { status: answer.statusCode, headers: answer.headers, body: answer.body };
    } catch (error) {
      throw unavailable('The service of the phones', error);
    }
  }

  onModuleDestroy(): Promise<void> {
    return this.pool.destroy();
  }
}
