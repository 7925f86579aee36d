import type { Lane, MessageDocument } from '#libs/contracts';
import { clock, timesScaledBy } from '#libs/kernel';
import { inFakeTime } from '../../../../../libs/kernel/testing/index.ts';
import { MissingAdapters } from './missing-adapters.ts';

const times = timesScaledBy(1);
const inTheAir = (lane: Lane, validMs = 3_600_000): MessageDocument =>
  ({ _id: lane, lane, deadline: new Date(clock.now() + validMs) }) as never;

test(
  'urgent messages wait a lease for an adapter, others a grace',
  inFakeTime(async (pass) => {
    const adapters = new MissingAdapters(times);
    const messages = [inTheAir('urgent'), inTheAir('normal'), inTheAir('bulk')];
    expect(adapters.missing('a', messages)).toEqual(['urgent', 'normal', 'bulk']);

    await pass(times.leaseMs - 1);
    expect(adapters.missing('a', messages)).toEqual(['urgent', 'normal', 'bulk']);
    await pass(1);
    expect(adapters.missing('a', messages)).toEqual(['normal', 'bulk']);
    await pass(times.graceMs - times.leaseMs);
    expect(adapters.missing('a', messages)).toEqual([]);
  }),
);

test(
  'an adapter that is away for ever holds no later message',
  inFakeTime(async (pass) => {
    const adapters = new MissingAdapters(times);
    for (let passed = 0; passed < times.graceMs; passed += 5_000) {
      adapters.missing('a', [inTheAir('normal')]);
      await pass(5_000);
    }

    expect(adapters.missing('a', [inTheAir('normal')])).toEqual([]);
    expect(adapters.missing('b', [inTheAir('normal')])).toEqual(['normal']);
  }),
);

test(
  'it is waited for again after it has answered, and if nobody looked for longer than a lease',
  inFakeTime(async (pass) => {
    const adapters = new MissingAdapters(times);
    adapters.missing('a', []);
    await pass(times.leaseMs);
    adapters.missing('a', []);
    await pass(times.leaseMs);
    expect(adapters.missing('a', [inTheAir('urgent')])).toEqual([]);

    adapters.answered('a');
    expect(adapters.missing('a', [inTheAir('urgent')])).toEqual(['urgent']);

    await pass(times.leaseMs);
    expect(adapters.missing('a', [inTheAir('urgent')])).toEqual([]);
    await pass(times.leaseMs + 1);
    expect(adapters.missing('a', [inTheAir('urgent')])).toEqual(['urgent']);
  }),
);

test('no message waits past its deadline', () => {
  expect(new MissingAdapters(times).missing('a', [inTheAir('normal', 0)])).toEqual([]);
});
