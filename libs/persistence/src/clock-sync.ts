import { clock as processClock, monotonicMs, type Clock } from '#libs/kernel';

/** The database's time as one round trip showed it. */
export interface TimeReading {
  readonly databaseNow: number;
  readonly sentAt: number;
  readonly answeredAt: number;
}

const READINGS = 5;
const EVERY_MS = 60_000;
const EVERY_MS_WHILE_AHEAD = 5_000;
const STEP_BACK_AT_MOST_MS = 250;

/**
 * Sets the clock to the database's time and keeps it there until `stop`. The first time is taken over unchanged; after
 * that the clock may jump forward, but goes back only in small steps: after a fail-over to a server whose time is
 * behind, no order of times changes.
 */
export async function keepClockInStep(read: () => Promise<number>, clock: Clock = processClock): Promise<() => void> {
  const first = await bestReading(read);
  clock.synchronise(first.databaseNow, midpoint(first));

  let timer: NodeJS.Timeout;
  let stopped = false;
  const again = (afterMs: number): void => {
    timer = setTimeout(() => void resync(), afterMs).unref();
  };
  const resync = async (): Promise<void> => {
    const reading = await bestReading(read).catch(() => undefined);
    if (stopped) return;
    const settled = reading === undefined || step(clock, reading);
    again(settled ? EVERY_MS : EVERY_MS_WHILE_AHEAD);
  };
  again(EVERY_MS);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** Takes a reading over, at most one small step backwards; true when the clock now shows the database's time. */
export function step(clock: Clock, reading: TimeReading): boolean {
  const readAt = midpoint(reading);
  const shownThen = clock.now() - (monotonicMs() - readAt);
  const aheadBy = shownThen - reading.databaseNow;
  clock.synchronise(Math.max(reading.databaseNow, shownThen - STEP_BACK_AT_MOST_MS), readAt);
  return aheadBy <= STEP_BACK_AT_MOST_MS;
}

/** The offset is known to half a round trip, so the shortest one is the most exact. */
async function bestReading(read: () => Promise<number>): Promise<TimeReading> {
  const readings: TimeReading[] = [];
  for (let i = 0; i < READINGS; i++) {
    const sentAt = monotonicMs();
    const databaseNow = await read();
    readings.push({ databaseNow, sentAt, answeredAt: monotonicMs() });
  }
  return readings.reduce((best, next) => (roundTrip(next) < roundTrip(best) ? next : best));
}

const roundTrip = (reading: TimeReading): number => reading.answeredAt - reading.sentAt;
const midpoint = (reading: TimeReading): number => (reading.sentAt + reading.answeredAt) / 2;
