// The table and the ledger are arrays here: the specs check which routes are reported to be back, and when.
import { newRoute } from '../../../test/builders/ledger-documents.ts';
import type { BreakerState } from '#libs/contracts';
import { clock } from '#libs/kernel';
import type { Route } from '../../domain/routing/route.ts';
import { ReturningRoutes } from './returning-routes.ts';

const route = (id: string, breaker: BreakerState, over: Partial<Route> = {}): Route =>
  newRoute({ id, ...over, state: { ...newRoute().state, breaker } });

function world(routes: Route[]) {
  const asked: string[][] = [];
  let woken = 0;
  const wake = async (ids: readonly string[]): Promise<number> => {
    asked.push([...ids]);
    return woken;
  };
  const lifted: string[][] = [];
  const wakeThrottled = async (ids: readonly string[]): Promise<number> => {
    lifted.push([...ids]);
    return woken;
  };
  const of = { lifted, routes, wokenNext: (count: number) => void (woken = count), asked };
  return {
    ...of,
    returning: new ReturningRoutes({ all: () => of.routes }, { wake, wakeThrottled }, { warn: () => undefined }),
    set: (now: Route[]) => void (of.routes = now),
  };
}

test('a route is back once, when it is probed again after it was not usable', async () => {
  const { returning, asked, set } = world([route('a', 'open'), route('b', 'closed')]);
  await returning.tick();
  set([route('a', 'ramp'), route('b', 'closed')]);
  await returning.tick();
  set([route('a', 'closed'), route('b', 'closed')]);
  await returning.tick();

  expect(asked).toEqual([['b'], ['a'], []]);
});

test('a route that is switched off is not back, whatever its health', async () => {
  const { returning, asked, set } = world([route('a', 'closed', { enabled: false })]);
  await returning.tick();
  set([route('a', 'closed')]);
  await returning.tick();

  expect(asked).toEqual([[], ['a']]);
});

test('while more messages wait than are woken at once it continues, unless the route fails again', async () => {
  const { returning, asked, set, wokenNext } = world([route('a', 'closed')]);
  wokenNext(1_000);

  expect(await returning.tick()).toBe(true);
  await returning.tick();
  set([route('a', 'open')]);
  wokenNext(0);

  expect(await returning.tick()).toBe(false);
  expect(asked).toEqual([['a'], ['a'], []]);
});

test('messages that wait for a pause are woken when all replicas know that it was lifted, and not at every look', async () => {
  const liftedAgo = (ms: number): Route[] => {
    const lifted = newRoute({ id: 'a' });
    return [{ ...lifted, state: { ...lifted.state, throttleLiftedAt: clock.now() - ms } }];
  };
  const { returning, lifted, set } = world(liftedAgo(100));

  await returning.tick();
  set(liftedAgo(700));
  await returning.tick();
  await returning.tick();
  const [route] = liftedAgo(5_100);
  set([route!]);
  await returning.tick();
  await returning.tick();

  expect(lifted).toEqual([[], ['a'], [], ['a'], []]);
});
