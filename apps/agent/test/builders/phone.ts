import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PhoneAgent, SqliteJournal, type AgentOptions, type AgentPorts } from '../../src/index.ts';
import { FakeClock } from './fake-clock.ts';
import { FakePostrider } from './fake-postrider.ts';
import { FakeRadio } from './fake-radio.ts';

/** A phone that can lose power: its journal, radio and Postrider outlive the agent. Only the journal is the real one. */
export class Phone {
  readonly clock = new FakeClock();
  readonly radio = new FakeRadio();
  readonly postrider = new FakePostrider();
  readonly said: string[] = [];
  readonly path = join(mkdtempSync(join(tmpdir(), 'phone-')), 'journal.sqlite');
  journal!: SqliteJournal;
  /** The agent dies at the checkpoint of this name, once. */
  diesAt: string | undefined;
  private ids = 0;

  static async make(): Promise<Phone> {
    const phone = new Phone();
    await phone.switchOn();
    return phone;
  }

  /** The journal is opened anew, as after a start of the phone. */
  async switchOn(): Promise<void> {
    this.journal?.close();
    this.journal = await SqliteJournal.open(this.path, this.clock);
  }

  get ports(): AgentPorts {
    return {
      radio: this.radio,
      journal: this.journal,
      transport: this.postrider,
      clock: this.clock,
      random: () => 0.5,
      newId: () => `poll-${++this.ids}`,
      checkpoint: (name) => {
        if (name !== this.diesAt) return;
        this.diesAt = undefined;
        throw new Error(`died at ${name}`);
      },
      say: (sentence) => this.said.push(sentence),
    };
  }

  /** Runs an agent until `done` is true, or until it ends by itself. */
  async runUntil(done: () => boolean, options: Partial<AgentOptions> = {}): Promise<void> {
    const agent = new PhoneAgent(this.ports, { inboxS: 0, ...options });
    const timer = setInterval(() => {
      if (done()) agent.stop();
    }, 1);
    await agent.run().finally(() => clearInterval(timer));
  }
}
