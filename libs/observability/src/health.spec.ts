import { Draining } from './draining.ts';
import { Health } from './health.ts';

it('is ready when every check passes, and names the one that does not', async () => {
  const health = new Health();
  health.add('fine', () => undefined);
  expect(await health.report()).toEqual({ ready: true, checks: { fine: 'ok' } });

  health.add('false', () => false);
  health.add('throws', () => {
    throw new Error('no');
  });
  health.add('rejects', () => Promise.reject(new Error('no')));
  expect(await health.report()).toEqual({
    ready: false,
    checks: { fine: 'ok', false: 'failing', throws: 'failing', rejects: 'failing' },
  });
});

it('counts a check that does not end as failed', async () => {
  const health = new Health();
  health.add('hangs', () => new Promise(() => undefined));

  expect((await health.report()).checks).toEqual({ hangs: 'failing' });
});

it('tells the parts of a service to stop, then waits for them and names those that failed', async () => {
  const draining = new Draining();
  const ends: string[] = [];
  draining.during('good', async () => {
    ends.push(`good ${draining.signal.aborted}`);
  });
  draining.during('bad', () => Promise.reject(new Error('no')));

  expect(await draining.begin()).toEqual(['bad']);
  expect(ends).toEqual(['good true']);
});

it('is not ready while work that must be done first is running', async () => {
  const health = new Health();
  const done = health.busy('schema');
  expect(health.busyWith).toEqual(['schema']);
  expect(await health.report()).toEqual({ ready: false, checks: { schema: 'failing' } });

  done();

  expect(health.busyWith).toEqual([]);
  expect(await health.report()).toEqual({ ready: true, checks: {} });
});
