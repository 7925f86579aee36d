import { Injectable } from '@nestjs/common';

/** The shutdown of a service, for parts that run loops of their own. */
@Injectable()
export class Draining {
  private readonly controller = new AbortController();
  private readonly stops = new Map<string, () => Promise<void>>();

  /** Aborted first when the service stops: take no new work, finish running work. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Runs after the signal; the bus and the databases stay open until it has ended or the time is over. */
  during(name: string, stop: () => Promise<void>): void {
    this.stops.set(name, stop);
  }

  /** Resolves with the names of the parts that failed to stop. */
  async begin(): Promise<readonly string[]> {
    this.controller.abort();
    const ends = await Promise.all(
      [...this.stops].map(([name, stop]) =>
        Promise.resolve()
          .then(stop)
          .then(
            () => [],
            () => [name],
          ),
      ),
    );
    return ends.flat();
  }
}
