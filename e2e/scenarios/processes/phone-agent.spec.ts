// Real: every service, the installer and the phone's own program. Termux:API and Android are stubs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { administratorOf } from '../../harness/administrator.ts';
import { Scene } from '../../harness/scene.ts';
import { sharedTarget } from '../../harness/target.ts';
import { until } from '../../harness/wait.ts';

const STUBS = {
  getprop: 'echo UTC',
  'termux-wake-lock': '',
  'termux-battery-status': `echo '{"percentage": 71, "status": "CHARGING"}'`,
  'termux-telephony-deviceinfo': `echo '{"network_type": "lte", "sim_country_iso": "us", "sim_state": "ready"}'`,
  'termux-sms-list': `cat "$HOME/texts.json" 2>/dev/null || echo '[]'`,
  'termux-sms-send': `printf '%s|%s\\n' "$*" "$(cat)" >> "$HOME/sent"`,
};

interface Agent {
  readonly id: string;
  readonly online: boolean;
  readonly label: string;
  readonly can_start: boolean;
  readonly battery?: number;
}

let scene: Scene;
let ask: Awaited<ReturnType<typeof administratorOf>>;
let home: string;
let phone: string;

beforeAll(async () => {
  const target = sharedTarget();
  scene = await Scene.open(target, 'phone-agent', 12);
  ask = await administratorOf(target);
  home = mkdtempSync(join(tmpdir(), 'phone-'));
  mkdirSync(join(home, 'bin'));
  symlinkSync('/bin/bash', join(home, 'bin/bash'));
  for (const [name, script] of Object.entries(STUBS))
    writeFileSync(join(home, 'bin', name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });

  const { code } = await ask<{ code: string }>('POST', 'agents/enrolment-codes', { label: 'Front desk' });
  const installed = inTermux(`curl -fsSL ${target.gateways[0]}/agent-app/install.sh | bash -s -- ${code}`);
  phone = /phone-[0-9A-Z]{26}/.exec(installed)![0];
});
afterAll(async () => {
  inTermux('postrider-agent stop');
  await scene?.close();
});

function inTermux(command: string): string {
  const path = `${join(home, 'bin')}:${dirname(process.execPath)}:${process.env.PATH}`;
  const { stdout, stderr } = spawnSync('bash', ['-c', command], {
    env: { PATH: path, HOME: home, PREFIX: home },
    encoding: 'utf8',
  });
  return stdout + stderr;
}

const sent = (): string[] =>
  existsSync(join(home, 'sent')) ? readFileSync(join(home, 'sent'), 'utf8').trim().split('\n') : [];

test('a text that names the phone leaves by its radio, once, and is SENT', async () => {
  const [to] = scene.numbers.take(1) as [string];

  const id = await scene.accepted({ to, text: 'By our own phone', agent_id: phone });
  const message = await scene.reaches(id, 'SENT');

  expect(sent()).toEqual([`-n ${to}|By our own phone`]);
  expect(message.attempts).toMatchObject([{ outcome: 'accepted', vendor: 'phone' }]);
});

test('the phone is seen with its battery', async () => {
  const seen = await until('it is online', async () => {
    const found = await ask<Agent>('GET', `agents/${phone}`);
    return found.online && found.battery !== undefined && found;
  });

  expect(seen).toMatchObject({ id: phone, label: 'Front desk', can_start: true, battery: 71 });
});

test('a text that the phone receives is in the conversations', async () => {
  const [from] = scene.numbers.take(1) as [string];
  const text = { _id: 7, address: from, body: 'When do you open?', received: '2026-01-01 00:00:00' };
  writeFileSync(join(home, 'texts.json'), JSON.stringify([text]));

  await until('it is there', async () => {
    const { data } = await ask<{ data: { from: string; text: string }[] }>('GET', 'inbound-messages?limit=100');
    return data.some((it) => it.from === from && it.text === 'When do you open?');
  });
});

test('killed while it sends, the phone is started again and sends nothing twice', async () => {
  const [to] = scene.numbers.take(1) as [string];
  const before = sent().length;
  writeFileSync(join(home, 'bin/termux-sms-send'), `#!/bin/bash\n${STUBS['termux-sms-send']}\nsleep 60\n`);
  const id = await scene.accepted({ to, text: 'In the air', agent_id: phone });
  await until('the radio has it', async () => sent().length > before);

  process.kill(Number(readFileSync(join(home, '.postrider-agent/pid'), 'utf8')), 'SIGKILL');
  writeFileSync(join(home, 'bin/termux-sms-send'), `#!/bin/bash\n${STUBS['termux-sms-send']}\n`);
  await scene.reaches(id, 'UNCONFIRMED');

  expect(sent().slice(before)).toEqual([`-n ${to}|In the air`]);
});
