import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repository } from './processes.ts';

const PROGRAM = join(repository, 'dist/apps/agent/postrider-agent.mjs');
/** The radio has the text at once, and ends when the test lets it. */
const STUBS = {
  'termux-battery-status': `echo '{"percentage": 71, "status": "CHARGING"}'`,
  'termux-telephony-deviceinfo': `echo '{"network_type": "lte", "sim_country_iso": "us", "sim_state": "ready"}'`,
  'termux-sms-list': `echo '[]'`,
  'termux-sms-send': `cat >> "$HOME/sent"; echo >> "$HOME/sent"; until [ -e "$HOME/go" ]; do sleep 0.1; done`,
};

/** The phone's own program as a process; Termux:API and Android are stubs. */
export class TermuxPhone {
  private readonly home = mkdtempSync(join(tmpdir(), 'phone-'));
  private program: ChildProcess | undefined;

  constructor() {
    mkdirSync(join(this.home, 'bin'));
    for (const [name, script] of Object.entries(STUBS))
      writeFileSync(join(this.home, 'bin', name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
  }

  /** Enrols it and starts it; returns the id of the phone. */
  start(code: string, url: string): string {
    const { stdout, stderr } = spawnSync(process.execPath, [PROGRAM, 'enrol', code, '--url', url], this.options);
    const id = /phone-[0-9A-Z]{26}/.exec(stdout)?.[0];
    if (id === undefined) throw new Error(`It was not enrolled: ${stdout}${stderr}`);
    this.program = spawn(process.execPath, [PROGRAM, 'run'], { ...this.options, stdio: 'ignore' });
    return id;
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.program!.kill(signal);
  }

  /** The texts that its radio got. */
  get sent(): readonly string[] {
    const file = join(this.home, 'sent');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  endSending(): void {
    writeFileSync(join(this.home, 'go'), '');
  }

  close(): void {
    this.endSending();
    this.program?.kill('SIGCONT');
    this.program?.kill('SIGKILL');
    rmSync(this.home, { recursive: true, force: true });
  }

  private get options() {
    const path = `${join(this.home, 'bin')}:${dirname(process.execPath)}:${process.env.PATH}`;
    return { env: { PATH: path, HOME: this.home, PREFIX: this.home }, encoding: 'utf8' } as const;
  }
}
