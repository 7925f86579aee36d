import type { Lane, MessageDocument } from '#libs/contracts';
import { clock, type MessageKey } from '#libs/kernel';
import { Background } from '../ledger/background.ts';
import { endLeases, type LeasePorts } from './end-leases.ts';
import { Hands } from '../scheduling/hands.ts';
import { bisectOnFailure } from '../ledger/bisect-on-failure.ts';
import { MissingAdapters } from './missing-adapters.ts';
import { wakeChunk, type WakePorts } from './wake-chunk.ts';

export type WakesPorts = Omit<WakePorts & LeasePorts, 'startEndingLeases' | 'missingAdapters'>;

/** Looks at messages that are due, each lane with its share of this process. */
export class Wakes {
  private readonly leaseEnds = new Background();
  private readonly hands = new Hands(() => clock.now());
  private readonly ending = new Set<MessageKey>();
  private readonly ports: WakePorts & LeasePorts;

  constructor(ports: WakesPorts) {
    this.ports = {
      ...ports,
      missingAdapters: new MissingAdapters(ports.times),
      startEndingLeases: (messages) => this.startEndingLeases(messages),
    };
  }

  /** A wake-up is only a hint: messages that it did not handle stay due in the index, and are queued again. */
  async wake(lane: Lane, keys: readonly MessageKey[], since = clock.now()): Promise<void> {
    await this.hands
      .work(lane, since, () => wakeChunk(this.ports, keys))
      .catch((err: unknown) => {
        this.ports.log.warn('wake.deferred', { messages: keys.length, err });
      });
  }

  /** Resolves when all running look-ups at messages have ended. */
  drain(): Promise<void> {
    return this.leaseEnds.drain();
  }

  /** A look-up at the vendor may take long; this process does not repeat it meanwhile, nor for a moment afterwards. */
  private startEndingLeases(messages: readonly MessageDocument[]): void {
    const { log, times, metrics } = this.ports;
    const fresh = messages.filter(({ _id }) => !this.ending.has(_id));
    fresh.forEach(({ _id }) => this.ending.add(_id));
    const poison = ({ _id }: MessageDocument, err: unknown): void => {
      log.error('message.stuck', { message: _id, err });
      metrics.stuck('message', 1);
    };
    const forget = (): void => fresh.forEach(({ _id }) => this.ending.delete(_id));
    const work = bisectOnFailure(fresh, (some) => endLeases(this.ports, some), poison).finally(() =>
      setTimeout(forget, times.leaseMs / 6).unref(),
    );
    this.leaseEnds.start(work, (err) => log.warn('lease_ends.deferred', { err }));
  }
}
