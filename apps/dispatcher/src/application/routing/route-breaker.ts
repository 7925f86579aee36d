import CircuitBreaker from 'opossum';

export interface BreakerOptions {
  readonly timeScale: number;
  /** Fewer attempts than this within the window are not judged. */
  readonly volume: number;
}

const WINDOW_MS = 30_000;
const BUCKETS = 10;
/** Longer than any process lives: the shared state decides when to probe again. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * Detects that a route fails: opossum's rolling window over the outcomes of this process. It is fired once for each
 * message when its outcome is known, so that it never times out a message or holds a slot. It has two states only, and
 * is replaced when it opens. The state that all replicas share is in the route's document.
 */
export class RouteBreaker {
  private circuit: CircuitBreaker<[boolean], void>;

  constructor(
    private readonly opened: (seen: { readonly failures: number; readonly attempts: number }) => void,
    private readonly options: BreakerOptions,
  ) {
    this.circuit = this.build();
  }

  record(failed: boolean): void {
    this.circuit.fire(failed).catch(() => undefined);
  }

  /** Drops everything that it has counted. */
  renew(): void {
    this.close();
    this.circuit = this.build();
  }

  close(): void {
    this.circuit.removeAllListeners('open');
    this.circuit.shutdown();
  }

  private build(): CircuitBreaker<[boolean], void> {
    const { timeScale, volume } = this.options;
    const circuit = new CircuitBreaker<[boolean], void>(outcome, {
      timeout: false,
      resetTimeout: NEVER_MS,
      volumeThreshold: volume,
      errorThresholdPercentage: 50,
      rollingCountTimeout: Math.round(WINDOW_MS / timeScale),
      rollingCountBuckets: BUCKETS,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
    });
    return circuit.on('open', () => {
      const { failures, fires } = circuit.stats;
      this.renew();
      this.opened({ failures, attempts: fires });
    });
  }
}

async function outcome(failed: boolean): Promise<void> {
  if (failed) throw new Error('failed');
}
