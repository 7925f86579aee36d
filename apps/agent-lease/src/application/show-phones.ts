import { monotonicMs } from '#libs/kernel';
import type { Log, Metrics } from '#libs/observability';
import type { Agents } from './ports.ts';
import type { Waiters } from './waiters.ts';

const MOST_SHOWN = 2_000;
/** The metrics of one page come from one read. */
const READ_AGAIN_MS = 500;

type Shown = Awaited<ReturnType<Agents['shown']>>;

/** Metrics of phones, which the alerts use. Every replica shows all phones. */
export function showPhones(metrics: Metrics, agents: Agents, waiters: Waiters, log: Log): void {
  let last: { readonly atMs: number; readonly phones: Promise<Shown> } | undefined;
  const shown = (): Promise<Shown> => {
    if (last && monotonicMs() - last.atMs < READ_AGAIN_MS) return last.phones;
    const phones = agents.shown(MOST_SHOWN).catch((err: unknown) => {
      log.warn('phones.not_shown', { err });
      return [];
    });
    last = { atMs: monotonicMs(), phones };
    return phones;
  };

  metrics.gauge('postrider_phone_online', '1: the enabled phone has called of late.', ['agent'], async (gauge) => {
    const phones = await shown();
    gauge.reset();
    for (const { id: agent, online } of phones) gauge.set({ agent }, online ? 1 : 0);
  });
  metrics.gauge('postrider_phone_battery_percent', 'Battery of an enabled phone.', ['agent'], async (gauge) => {
    const phones = await shown();
    gauge.reset();
    for (const { id: agent, battery } of phones) if (battery !== undefined) gauge.set({ agent }, battery);
  });
  metrics.gauge(
    'postrider_phones',
    'Enabled phones, by whether they have called of late.',
    ['state'],
    async (gauge) => {
      const phones = await shown();
      const online = phones.filter((phone) => phone.online).length;
      gauge.set({ state: 'online' }, online);
      gauge.set({ state: 'away' }, phones.length - online);
    },
  );
  metrics.gauge('postrider_phone_polls_held', 'Calls of phones that wait for messages.', [], (gauge) =>
    gauge.set(waiters.held),
  );
}
