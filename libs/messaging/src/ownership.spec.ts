import { busEvent, job, rpc } from '#libs/contracts';
import { checkOwnership } from './ownership.ts';

class Nothing {}
const of = { owner: 'echo', request: Nothing };
const ask = rpc({ ...of, name: 'ask', reply: Nothing });
const work = job({ ...of, name: 'work' });
const done = busEvent({ ...of, name: 'done' });
const foreign = rpc({ ...of, owner: 'other', name: 'ask', reply: Nothing });
const foreignEvent = busEvent({ ...of, owner: 'other', name: 'done' });

it('accepts one handler for each call and job; an event needs none', () => {
  checkOwnership('echo', [ask, work, done], [{ contract: ask }, { contract: work }]);
  checkOwnership('echo', [ask, done], [{ contract: ask }, { contract: foreignEvent }, { contract: foreignEvent }]);
});

it.each([
  ['a missing handler', [ask, work], [ask], 'no handler for echo.job.work.v1'],
  ['a second handler', [ask], [ask, ask], 'more than one handler for echo.rpc.ask.v1'],
  ['a handler for what it does not own', [], [ask], 'a handler for echo.rpc.ask.v1'],
  ['a contract of another service', [foreign], [foreign], 'the contract other.rpc.ask.v1'],
])('refuses %s by name', (_, contracts, handlers, words) => {
  expect(() =>
    checkOwnership(
      'echo',
      contracts,
      handlers.map((contract) => ({ contract })),
    ),
  ).toThrow(words);
});

it('names all problems in one sentence', () => {
  expect(() => checkOwnership('echo', [ask, work], [])).toThrow(
    'echo cannot start: it has no handler for echo.rpc.ask.v1; no handler for echo.job.work.v1.',
  );
});
