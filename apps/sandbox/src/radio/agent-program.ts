import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBase32, randomFraction } from '#libs/kernel';
import { PhoneAgent, SqliteJournal, TokenDenied, type AgentClock, type AgentPorts } from '../../../agent/src/index.ts';
import { agentRadio } from './agent-radio.ts';
import { enrolled, linkOf } from './agent-link.ts';
import type { HeldText, Program } from './facts.ts';
import type { Life } from './life.ts';
import type { Phone } from './phone.ts';

const HELD_SHOWN = 50;
/** Texts received are in memory here, so that looking costs nothing. */
const INBOX_S = 1;
/** No carrier limits the sandbox; `partsLeft` does. With a number Postrider knows of a phone before it asks, as of real ones. */
const PARTS_PER_HALF_HOUR = 1_000;

/** The program of apps/agent as it runs on a phone in a hand, with this phone in place of Termux. */
export class AgentProgram implements Program {
  isRevoked = false;
  private journal: SqliteJournal | undefined;
  private readonly clock: AgentClock;

  constructor(
    private readonly phone: Phone,
    private readonly life: Life,
  ) {
    this.clock = {
      elapsedMs: () => phone.elapsedMs(),
      sleep: (ms, signal) => phone.sleep(life, ms, signal),
    };
    void this.run().catch((error: unknown) => this.ended(error));
  }

  holds(): readonly HeldText[] {
    const { journal } = this;
    if (!journal) return [];
    const held = journal
      .held()
      .map(({ messageId }) => ({ message: messageId, state: journal.entry(messageId)!.state }));
    const unreported = journal.unreported(HELD_SHOWN).map(({ messageId, state }) => ({ message: messageId, state }));
    return [...held, ...unreported].slice(0, HELD_SHOWN);
  }

  close(): void {
    this.journal?.close();
    this.journal = undefined;
  }

  private async run(): Promise<void> {
    const { phone, life } = this;
    const journal = await life.through(this.openJournal());
    const place = await enrolled(phone, life, this.clock);
    const ports: AgentPorts = {
      radio: agentRadio(phone, life, journal),
      journal,
      transport: linkOf(phone, life, place.token),
      clock: this.clock,
      random: randomFraction,
      newId: () => randomBase32(26),
      checkpoint: (name) => phone.crashes.passes(name),
      say: (sentence) => this.say(sentence),
    };
    await new PhoneAgent(ports, {
      heartbeatS: place.heartbeatS,
      inboxS: INBOX_S,
      partsPerHalfHour: PARTS_PER_HALF_HOUR,
    }).run();
  }

  /** If the program dies meanwhile, the file is given back at once. */
  private async openJournal(): Promise<SqliteJournal> {
    await mkdir(this.phone.folder, { recursive: true });
    const journal = await SqliteJournal.open(join(this.phone.folder, 'journal.sqlite'), this.clock);
    if (this.life.hasEnded) journal.close();
    else this.journal = journal;
    return journal;
  }

  private ended(error: unknown): void {
    if (this.life.hasEnded) return;
    this.isRevoked = error instanceof TokenDenied;
    this.say(this.isRevoked ? 'Postrider does not accept the token any more' : (error as Error).message);
  }

  private say(sentence: string): void {
    if (!this.life.hasEnded) this.phone.say(sentence);
  }
}
