import type { Log, Metrics } from '#libs/observability';
import type { Agents } from './ports.ts';
import type { Waiters } from './waiters.ts';

const MOST_SHOWN = 2_000;

/** Metrics of phones, which the alerts use. Every replica shows all phones. */
export function showPhones(metrics: Metrics, agents: Agents, waiters: Waiters, log: Log): void {
  const battery = metrics.gauge('postrider_phone_battery_percent', 'Battery of an enabled phone.', ['agent']);
  const counted = metrics.gauge('postrider_phones', 'Enabled phones, by whether they have called of late.', ['state']);
  metrics.gauge('postrider_phone_online', '1: the enabled phone has called of late.', ['agent'], async (online) => {
    const phones = await agents.shown(MOST_SHOWN).catch((err: unknown) => {
      log.warn('phones.not_shown', { err });
      return [];
    });
    online.reset();
    battery.reset();
    for (const { id, online: is, battery: percent } of phones) {
      online.set({ agent: id }, is ? 1 : 0);
      if (percent !== undefined) battery.set({ agent: id }, percent);
    }
    const here = phones.filter((phone) => phone.online).length;
    counted.set({ state: 'online' }, here);
    counted.set({ state: 'away' }, phones.length - here);
  });
  metrics.gauge('postrider_phone_polls_held', 'Calls of phones that wait for messages.', [], (held) =>
    held.set(waiters.held),
  );
}
