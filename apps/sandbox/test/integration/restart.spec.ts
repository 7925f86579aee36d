// Real: main.ts in a process of its own, killed without warning; its ledger on disk.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Control, until } from '#libs/sandbox-kit/testing';
import {
  ACCOUNT,
  createRaw,
  environment,
  runSandbox,
  sdk,
  SENDER,
  temporaryFolder,
} from '../harness/running-sandbox.ts';
import { openWebhook } from '../harness/webhook.ts';

const TO = '+85251234567';
/** Processes are started, several in a row. */
const SLOW = 180_000;
const children: ChildProcess[] = [];
let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

interface Process {
  readonly child: ChildProcess;
  readonly url: string;
}

async function launch(env: Record<string, string> = environment(folder)): Promise<Process> {
  const child = spawn(process.execPath, ['--import', './tools/decorated-typescript.ts', 'apps/sandbox/src/main.ts'], {
    env: { ...env, OPS_PORT: '0', SANDBOX_RECEIPTS: 'off' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  children.push(child);
  const [ready] = (await Promise.race([once(child, 'message'), exited(child)])) as [{ ports: { http: number } }];
  return { child, url: `http://127.0.0.1:${ready.ports.http}` };
}

async function exited(child: ChildProcess): Promise<never> {
  let said = '';
  child.stderr?.on('data', (part: Buffer) => (said += part.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  throw new Error(`exit ${code}: ${said}`);
}

async function kill({ child }: Process): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test(
  'every text that was answered is in the ledger after a kill, and no number is given twice',
  async () => {
    const first = await launch();
    const answered: string[] = [];
    const callers = Array.from({ length: 16 }, async () => {
      for (;;) {
        const answer = await createRaw(first.url, { To: TO }).catch(() => undefined);
        if (!answer?.ok) return;
        const { sid } = (await answer.json().catch(() => ({}))) as { sid?: string };
        if (sid) answered.push(sid);
      }
    });
    await until(() => answered.length > 300);
    await kill(first);
    await Promise.all(callers);

    const second = await launch();
    const control = new Control(second.url);
    const found = new Set((await control.rows('text')).map(({ sid }) => sid));

    expect(answered.filter((sid) => !found.has(sid))).toEqual([]);
    const { sid } = await sdk(second.url).messages.create({ to: TO, from: SENDER, body: 'after' });
    expect(found.has(sid)).toBe(false);
    const numbers = (await control.rows('text')).map(({ n }) => n);
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
    const { texts } = await control.call<{ texts: number }>('GET', 'counts');
    expect(texts).toBe(found.size + 1);
  },
  SLOW,
);

test(
  'after a restart the vendor has the same data: status, scheduled texts, redactions and deletions',
  async () => {
    const before = await runSandbox({ SANDBOX_RECEIPTS: 'off' }, folder);
    const send = (body: string) => before.client.messages.create({ to: TO, from: SENDER, body });
    const [moved, redacted, deleted] = [await send('moved'), await send('redacted'), await send('deleted')];
    await before.control.call('POST', `twilio/messages/${moved.sid}/advance`, {
      status: 'undelivered',
      errorCode: 30003,
    });
    await before.client.messages(redacted.sid).update({ body: '' });
    await before.client.messages(deleted.sid).remove();
    const scheduled = await before.client.messages.create({
      to: TO,
      body: 'later',
      messagingServiceSid: `MG${'a'.repeat(32)}`,
      scheduleType: 'fixed',
      sendAt: new Date(Date.now() + 20 * 60_000),
    });

    const after = await before.restart();
    const fetched = (sid: string) => after.client.messages(sid).fetch();

    expect(await fetched(moved.sid)).toMatchObject({ status: 'undelivered', errorCode: 30003, body: 'moved' });
    expect(await fetched(redacted.sid)).toMatchObject({ status: 'sent', body: '' });
    await expect(fetched(deleted.sid)).rejects.toMatchObject({ code: 20404 });
    expect((await fetched(scheduled.sid)).status).toBe('scheduled');
    expect((await after.client.messages(scheduled.sid).update({ status: 'canceled' })).status).toBe('canceled');
    await after.stop();
    folder = await temporaryFolder();
  },
  SLOW,
);

test(
  'unfinished texts continue, and a scheduled text that fell due meanwhile is sent',
  async () => {
    await using hook = await openWebhook();
    const before = await runSandbox({}, folder);
    await before.control.call('PUT', 'twilio/receipts', { stepMs: 60_000 });
    await createRaw(before.url, { To: TO, StatusCallback: hook.url });
    await before.close();
    const due = {
      vendor: 'twilio',
      account: ACCOUNT,
      sid: `SM${'a'.repeat(32)}`,
      to: '+85259999999',
      from: SENDER,
      body: 'due',
    };
    const row = { n: 3, kind: 'scheduled', at: 1, ...due, segments: 1, statusCallback: hook.url, sendAt: 2 };
    await appendFile(join(folder, 'ledger-000001.jsonl'), `${JSON.stringify(row)}\n`);

    const after = await runSandbox({}, folder);

    await until(() => hook.received.length === 6);
    const statuses = (to: string) =>
      hook.received.flatMap(({ params }) => (params['To'] === to ? params['MessageStatus'] : []));
    expect(statuses(TO)).toEqual(['sending', 'sent', 'delivered']);
    expect(statuses(due.to)).toEqual(['sending', 'sent', 'delivered']);
    expect(await after.control.bodies()).toEqual(['Hello', 'due']);
    await after.close();
  },
  SLOW,
);

test(
  'a row torn by a kill is cut off and the ledger continues after it',
  async () => {
    const first = await launch();
    await createRaw(first.url, { To: TO, Body: 'whole' });
    await kill(first);
    const [file] = await readdir(folder);
    await appendFile(join(folder, file!), '{"n":3,"kind":"text","at":17,"vendor":"twi');

    const second = await launch();
    await createRaw(second.url, { To: TO, Body: 'next' });
    await kill(second);

    const third = new Control((await launch()).url);
    expect(await third.bodies()).toEqual(['whole', 'next']);
  },
  SLOW,
);

test(
  'a reset begins a new epoch, keeps the old file, and numbers continue over a restart',
  async () => {
    const first = await launch();
    const control = new Control(first.url);
    await createRaw(first.url, { To: TO, Body: 'old' });
    const [old] = await control.rows('text');
    expect(await control.call('POST', 'reset')).toEqual({ epoch: 2 });
    expect(await control.bodies()).toEqual([]);
    await createRaw(first.url, { To: TO, Body: 'new' });
    await kill(first);

    const again = new Control((await launch()).url);

    const [row, ...others] = await again.rows('text');
    expect([row?.body, others]).toEqual(['new', []]);
    expect(row!.n).toBeGreaterThan(old!.n);
    expect(await readFile(join(folder, 'ledger-000001.jsonl'), 'utf8')).toContain('"body":"old"');
  },
  SLOW,
);

test(
  'with half an account it names what is missing and exits with 2',
  async () => {
    const { TWILIO_AUTH_TOKEN: _, ...env } = environment(folder);

    await expect(launch(env)).rejects.toThrow(/exit 2: TWILIO_AUTH_TOKEN is missing/);
  },
  SLOW,
);

test(
  'without an account of a vendor it starts, and its fake refuses every call',
  async () => {
    const { TWILIO_AUTH_TOKEN: _, TWILIO_ACCOUNT_SID: __, ...env } = environment(folder);
    const { url } = await launch(env);

    const answer = await createRaw(url, { To: TO });

    expect([answer.status, await answer.json()]).toMatchObject([401, { code: 20003 }]);
  },
  SLOW,
);

test(
  'a stop ends pages and hung calls, and exits with 0',
  async () => {
    const { child, url } = await launch();
    await new Control(url).call('POST', 'twilio/faults', { fault: { kind: 'hang' } });
    const hung = createRaw(url, { To: TO }).catch(() => 'ended');
    const page = await fetch(`${url}/_sandbox/live`);
    await until(async () => (await new Control(url).bodies()).length === 1);

    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];

    expect([code, await hung]).toEqual([0, 'ended']);
    await page.body?.cancel().catch(() => {});
  },
  SLOW,
);

test(
  'it serves its health and its counts to a scraper',
  async () => {
    const { url } = await launch();
    await createRaw(url, { To: TO });

    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: 'ready' });
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('sandbox_texts{service="sandbox"} 1');
  },
  SLOW,
);
