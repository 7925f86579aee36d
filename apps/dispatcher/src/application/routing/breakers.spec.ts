// The table and the routes' documents are arrays here: the specs check which vendors are probed, and in which order.
import { clock } from '#libs/kernel';
import { newRoute } from '../../../test/builders/ledger-documents.ts';
import type { Route } from '../../domain/routing/route.ts';
import { Breakers, type BreakerPorts } from './breakers.ts';

const open = (id: string, over: Partial<Route['state']> = {}): Route =>
  newRoute({ id, state: { ...newRoute().state, breaker: 'open', reason: 'probe_failed', openUntil: 0, ...over } });
const resting = (id: string): Route => open(id, { since: clock.now() - 31_000, openUntil: clock.now() + 200_000 });

function world(routes: readonly Route[], { wanted = [], hangs = [] }: { wanted?: string[]; hangs?: string[] } = {}) {
  const asked: string[] = [];
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const breakers = new Breakers({
    table: {
      all: () => routes,
      latest: (id: string) => routes.find((it) => it.id === id),
      refresh: async () => undefined,
    },
    states: { change: async () => true },
    waiting: { wanted: async (ids: readonly string[]) => new Set(ids.filter((id) => wanted.includes(id))) },
    check: async ({ id }: Route) => {
      asked.push(id);
      if (hangs.includes(id)) await held;
      return { ok: false };
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    timeScale: 1,
    me: 'me',
    opening: new Set<string>(),
    moved: () => undefined,
  } as unknown as BreakerPorts);
  return { breakers, asked, letGo };
}

test('a vendor that does not answer delays no other route, and is not probed twice at once', async () => {
  const { breakers, asked, letGo } = world([open('hanging'), open('other')], { hangs: ['hanging'] });

  await breakers.tick();
  await breakers.tick();

  expect(asked.filter((id) => id === 'hanging')).toHaveLength(1);
  expect(asked).toContain('other');
  letGo();
  await breakers.drain();
});

test('a rest ends early for a route that messages wait for, and for no other', async () => {
  const { breakers, asked } = world([resting('wanted'), resting('spared')], { wanted: ['wanted'] });

  await breakers.tick();
  await breakers.drain();

  expect(asked).toEqual(['wanted']);
});
