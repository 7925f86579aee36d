import { Injectable } from '@nestjs/common';

const CHECK_TIMEOUT_MS = 1_000;

/** A promise is awaited. */
export type Check = () => unknown;
export interface HealthReport {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, 'ok' | 'failing'>>;
}

/** What must be true before this service gets work. A check fails by throwing, by `false`, or after a second. */
@Injectable()
export class Health {
  private readonly checks = new Map<string, Check>();
  private readonly work = new Set<string>();

  add(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  /** Not ready until the returned function is called, because `what` must be done first and may take long. */
  busy(what: string): () => void {
    this.work.add(what);
    this.add(what, () => !this.work.has(what));
    return () => {
      this.work.delete(what);
      this.checks.delete(what);
    };
  }

  /** The work that must end before it can be ready. */
  get busyWith(): readonly string[] {
    return [...this.work];
  }

  async report(): Promise<HealthReport> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await passes(check)] as const),
    );
    return {
      ready: results.every(([, passed]) => passed),
      checks: Object.fromEntries(results.map(([name, passed]) => [name, passed ? 'ok' : 'failing'])),
    };
  }
}

async function passes(check: Check): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([late, Promise.resolve(check()).then((result) => result !== false)]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
