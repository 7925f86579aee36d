import { unavailable } from '#libs/kernel';
import { Troubles, type TroubleLine } from './troubles.ts';

let now: number;
let told: TroubleLine[];
let troubles: Troubles;
beforeEach(() => {
  now = 0;
  told = [];
  troubles = new Troubles(
    (line) => void told.push(line),
    () => now,
  );
});

const away = (): Error => unavailable('The database', new Error('connect ECONNREFUSED'));
/** Two loops that try twice a second; returns how many lines they wrote. */
function storm(seconds: number): number {
  let written = 0;
  for (let half = 0; half < seconds * 2; half++, now += 500) {
    for (const event of ['feed.interrupted', 'sweep.interrupted'])
      if (troubles.isNews(event, { err: away() })) written++;
    troubles.look();
  }
  return written;
}

test('a server that is away is one line when it begins, whichever loop notices it, and one when it is back', () => {
  expect(storm(30)).toBe(1);
  expect(told).toEqual([]);

  now += 15_000;
  troubles.look();

  expect(told).toEqual([
    {
      level: 'info',
      event: 'trouble.ended',
      fields: {
        cause: away().message.replace('service_unavailable: ', ''),
        count: 120,
        for_s: 30,
        events: { 'feed.interrupted': 59, 'sweep.interrupted': 60 },
      },
    },
  ]);
});

test('a lasting failure is logged once a minute, with the number of failures since', () => {
  expect(storm(150)).toBe(1);

  expect(told.map(({ event }) => event)).toEqual(['trouble.continues', 'trouble.continues']);
  expect(told[1]!.fields).toMatchObject({ for_s: 120, events: { 'feed.interrupted': 120, 'sweep.interrupted': 120 } });
});

test('after its end the same cause is logged again', () => {
  troubles.isNews('x', { err: away() });
  now += 20_000;
  troubles.look();

  expect(troubles.isNews('x', { err: away() })).toBe(true);
  expect(told).toEqual([]);
});

test('failures of different messages are logged apart, and so are those without an error', () => {
  const err = new Error('no');

  expect(['a', 'b'].map((message) => troubles.isNews('message.stuck', { message, err }))).toEqual([true, true]);
  expect([1, 2].map(() => troubles.isNews('route.no_adapter', { route: 'r' }))).toEqual([true, true]);
  expect([1, 2].map(() => troubles.isNews('event.failed', { subject: 's', err }))).toEqual([true, false]);
});
