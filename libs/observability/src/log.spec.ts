import { PostriderError } from '#libs/kernel';
import { createLog, type Log } from './log.ts';
import { nestLog } from './nest-log.ts';
import { newTraceparent, runWithTrace, traceIdOf } from './trace.ts';

let lines: Record<string, unknown>[];
let log: Log;

beforeEach(() => {
  lines = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  log = createLog({ service: 'dispatcher', level: 'info', destination });
});

it('writes an event with its fields, the service and the time', () => {
  log.info('message.sent', { id: 'm1', took_ms: 3 });

  expect(lines).toEqual([
    { level: 'info', time: expect.any(String), service: 'dispatcher', event: 'message.sent', id: 'm1', took_ms: 3 },
  ]);
});

it('hides numbers and texts in any field', () => {
  log.error('send.failed', { err: new Error('to +12025550123'), text: 'hello' });
  log.child({ to: '+12025550123' }).warn('said +12025550123');

  expect(JSON.stringify(lines)).not.toMatch(/2025550123|hello/);
  expect(lines).toHaveLength(2);
});

it('names the trace of the caller', () => {
  const traceparent = newTraceparent();
  runWithTrace({ traceparent }, () => log.info('x'));

  expect(lines[0]?.trace_id).toBe(traceIdOf(traceparent));
  expect(lines[0]?.trace_id).toMatch(/^[0-9a-f]{32}$/);
});

it('leaves out lines below its level', () => {
  log.debug('x');

  expect(lines).toEqual([]);
});

it("turns Nest's warnings and errors into events, and drops its other lines", () => {
  const nest = nestLog(log);
  nest.log('Mapped {/x, GET} route', 'RouterExplorer');
  nest.warn('careful', 'Injector');
  nest.error(new Error('no provider'), 'stack', 'Injector');

  expect(lines).toMatchObject([
    { level: 'warn', event: 'nest.warning', said: 'careful', context: 'Injector' },
    { level: 'error', event: 'nest.error', err: { message: 'no provider' }, context: 'Injector' },
  ]);
});

it('writes the first of repeated failures and counts the others, also through a child', () => {
  const away = () => new PostriderError('service_unavailable', 'The database is not answering.');
  log.warn('feed.interrupted', { err: away() });
  log.warn('feed.interrupted', { err: away() });
  log.child({ part: 'x' }).error('sweep.interrupted', { err: new Error('failed', { cause: away() }) });

  expect(lines).toMatchObject([{ event: 'feed.interrupted', err: { code: 'service_unavailable' } }]);
});

it('bounds the size of an error, whatever it contains', () => {
  const endless = (depth: number): Error =>
    new Error('x'.repeat(5_000), depth > 0 ? { cause: endless(depth - 1) } : {});
  const err = endless(20);
  err.stack = 'at somewhere\n'.repeat(1_000);
  log.error('failed', { err });

  expect(JSON.stringify(lines[0]).length).toBeLessThan(4_000);
});
