import type { Times } from '#libs/kernel';
import type { Acceptance } from '../../application/accept/acceptance.ts';
import type { Feeder } from '../../application/wake/feed.ts';
import type { ReceiptAsker } from '../../application/ledger/ask-receipts.ts';
import { sweepTexts } from '../../application/inbound-texts/follow-texts.ts';
import type { InboundPorts } from '../../application/inbound-texts/ports.ts';
import type { ReceiptPoller } from '../../application/ledger/poll-receipts.ts';
import type { Routing } from '../../application/routing/routing.ts';
import type { ChangeSweep } from '../../application/ledger/sweep.ts';
import type { PhoneRoutes } from '../../application/phones/phone-routes.ts';
import type { Task } from './maintenance.ts';

const IDLE_MS = 100;
const HEALTH_EVERY_MS = 5_000;
const WEIGHTS_EVERY_MS = 60_000;

export interface TaskParts {
  readonly feeder: Feeder;
  readonly acceptance: Acceptance;
  readonly routing: Routing;
  readonly changes: ChangeSweep;
  readonly poller: ReceiptPoller;
  readonly asker: ReceiptAsker;
  readonly phoneRoutes: PhoneRoutes;
  readonly inbound: InboundPorts;
  readonly times: Times;
  readonly timeScale: number;
}

/**
 * Feed the queues, repeat unfinished fan-outs and changes, handle routes. Each replica publishes what it sees of
 * routes.
 */
export function tasksOf(parts: TaskParts): Task[] {
  const { feeder, acceptance, routing, changes, poller, asker, phoneRoutes, inbound, times, timeScale } = parts;
  const sweepEveryMs = times.connectMs / 2;
  const { breakers, returning, healthKeeper } = routing;
  return [
    { what: 'feed', everyMs: IDLE_MS, turn: () => feeder.feed() },
    { what: 'sweep_requests', everyMs: sweepEveryMs, turn: () => acceptance.sweep() },
    { what: 'tend_routes', everyMs: sweepEveryMs / 2, turn: () => breakers.tick() },
    { what: 'wake_returned', everyMs: sweepEveryMs / 4, turn: () => returning.tick() },
    { what: 'tend_phones', everyMs: sweepEveryMs / 4, turn: () => phoneRoutes.tick() },
    { what: 'tend_weights', everyMs: WEIGHTS_EVERY_MS / timeScale, turn: () => healthKeeper.adjustWeights() },
    { what: 'tell_health', everyMs: HEALTH_EVERY_MS / timeScale, turn: () => healthKeeper.publish(), everywhere: true },
    { what: 'sweep_changes', everyMs: sweepEveryMs, turn: () => changes.sweep() },
    { what: 'sweep_texts', everyMs: sweepEveryMs, turn: () => sweepTexts(inbound) },
    { what: 'poll_receipts', everyMs: times.sendBeforeMs, turn: () => poller.poll() },
    { what: 'ask_receipts', everyMs: times.connectMs, turn: () => asker.ask() },
  ];
}
