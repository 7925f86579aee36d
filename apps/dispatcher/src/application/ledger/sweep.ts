import { clock, monotonicMs, type MessageKey, type Times } from '#libs/kernel';
import { awaitReceipts } from './await-receipts.ts';
import { adoptOrphans, raise, type ChangePorts } from './carry-out-change.ts';
import { bisectOnFailure } from './bisect-on-failure.ts';
import type { ChangeLeft, MessageMetrics } from './ports.ts';
import { reconcileAll, type SlowPorts } from './reconcile.ts';

const CHANGES_PER_SWEEP = 20;

export type ChangeSweepPorts = ChangePorts &
  SlowPorts & {
    readonly metrics: Pick<MessageMetrics, 'stuck'>;
    readonly times: Times;
    readonly stopping: AbortSignal;
  };

/**
 * Repeats adoption, awaited receipts, fold and event of changes that may not have been completed, round after round. A
 * document stays for ten times as long as it takes to become due, so that a slow writer of the same change has ended by
 * then.
 */
export class ChangeSweep {
  private sweptTo: string | undefined;
  private restsUntil = 0;

  constructor(private readonly ports: ChangeSweepPorts) {}

  /** The next few; returns how many there were. Between two rounds there is a pause: most changes need no repeating. */
  async sweep(): Promise<number> {
    const { outbox, times, stopping } = this.ports;
    if (monotonicMs() < this.restsUntil) return 0;
    const due = await outbox.due((times.graceMs * 4) / 3, CHANGES_PER_SWEEP, this.sweptTo);
    for (const entry of due) {
      if (stopping.aborted) break;
      this.sweptTo = entry.handle;
      await this.repeat(entry);
    }
    if (due.length < CHANGES_PER_SWEEP) this.endRound();
    return due.length;
  }

  private endRound(): void {
    if (this.sweptTo !== undefined) this.restsUntil = monotonicMs() + this.ports.times.graceMs / 3;
    this.sweptTo = undefined;
  }

  private async repeat({ handle, keys, at }: ChangeLeft): Promise<void> {
    const { outbox, times, log, metrics } = this.ports;
    const stuck = (key: MessageKey, err: unknown): void => {
      log.error('message.stuck', { message: key, err });
      metrics.stuck('message', 1);
    };
    try {
      await bisectOnFailure(keys, (some) => repeatChange(this.ports, some), stuck);
      if (at < clock.now() - (times.graceMs * 40) / 3) outbox.remove(handle);
    } catch (error) {
      log.warn('change.deferred', { messages: keys.length, err: error });
    }
  }
}

async function repeatChange(ports: ChangeSweepPorts, keys: readonly MessageKey[]): Promise<void> {
  const evidence = await ports.evidence.ofMessages(keys);
  const rows = [...evidence.values()].flat();
  const adopted = await adoptOrphans(ports, rows);
  await awaitReceipts(ports, [...rows, ...adopted]);
  await raise(ports.messages, adopted);
  const changes = await reconcileAll(ports, keys, new Set());
  for (let from = 0; from < changes.length; from += 200) {
    await ports.announcements.statusChanged(changes.slice(from, from + 200));
  }
}
