// The compiler is a test of this file: each line marked as an error must be one.
import { job, rpc, streamedRpc, type ClientOf } from '#libs/contracts';
import { contractsOf, type HandlersOf } from './serve.ts';

class Question {
  word!: string;
}
class Answer {
  length!: number;
}
const owner = 'echo';
const group = {
  words: {
    measure: rpc({ owner, name: 'measure', request: Question, reply: Answer }),
    measureAll: streamedRpc({ owner, name: 'measure-all', request: Question, reply: Answer, timeoutMs: 1_000 }),
  },
  chores: { sweep: job({ owner, name: 'sweep', request: Question }) },
};
type Handlers = HandlersOf<typeof group>;

const words: Handlers['words'] = {
  measure: async ({ word }) => ({ length: word.length }),
  async *measureAll({ word }) {
    yield { length: word.length };
  },
};
const chores: Handlers['chores'] = { sweep: async (_, { ack }) => ack() };

test('the contracts of a group are those of all groups in it', () => {
  expect(contractsOf(group).map(({ subject }) => subject)).toEqual([
    'echo.rpc.measure.v1',
    'echo.rpc.measure-all.v1',
    'echo.job.sweep.v1',
  ]);
});

test('a handler that does not fit its contract does not compile', () => {
  const whole: Handlers = { words, chores };
  // @ts-expect-error a verb without a handler
  const missing: Handlers['words'] = { measureAll: words.measureAll };
  // @ts-expect-error a group without handlers
  const without: Handlers = { words };
  // @ts-expect-error another reply
  const reply: Handlers['words'] = { ...words, measure: async ({ word }) => word.length };
  // @ts-expect-error one answer where a stream is due
  const single: Handlers['words'] = { ...words, measureAll: words.measure };
  // @ts-expect-error a handler of no contract
  const foreign: Handlers['chores'] = { sweep: chores.sweep, dust: chores.sweep };

  expect([whole, missing, without, reply, single, foreign]).toHaveLength(6);
});

test('callers must send the same payloads', () => {
  const calls = (client: ClientOf<typeof group>): readonly unknown[] => [
    () => client.words.measure({ word: 'four' }, { timeoutMs: 5 }),
    () => client.words.measureAll({ word: 'four' })[Symbol.asyncIterator](),
    () => client.chores.sweep({ word: 'four' }),
    // @ts-expect-error another payload
    () => client.words.measure({ length: 4 }),
    // @ts-expect-error no such verb
    () => client.words.count({ word: 'four' }),
  ];

  expect(calls.length).toBe(1);
});
