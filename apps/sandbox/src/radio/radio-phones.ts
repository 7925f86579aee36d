import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { clock, randomBase32 } from '#libs/kernel';
import type { Ledger, LedgerWatcher, Text } from '#libs/sandbox-kit';
import { AgentProgram } from './agent-program.ts';
import { USUAL_CONDITIONS, type Sims } from './conditions.ts';
import type { Kind, PhoneFacts } from './facts.ts';
import { Phone, type Surroundings } from './phone.ts';
import { PhoneFile } from './phone-file.ts';
import { SentTexts, viewOf, type RadioPhoneView } from './phone-view.ts';
import { SafeCareProgram } from './safecare-program.ts';
import { usualSims } from './usual-sims.ts';

const PROGRAMS = { agent: AgentProgram, safecare: SafeCareProgram } satisfies Record<Kind, unknown>;

export interface RadioConfig {
  readonly dataFolder: string;
  readonly phones: number;
  readonly agentUrl: string;
  readonly registrationSecret: string | undefined;
}

export interface NewPhone {
  readonly kind: Kind;
  readonly label?: string;
  readonly sims?: Sims;
  readonly enrolmentCode?: string;
  readonly registrationSecret?: string;
}

/** Gets the phones whose page shows something else now. */
export type Watch = (name: string) => unknown;

/** The phones that send: those of the settings, and those that were added. */
export class RadioPhones implements LedgerWatcher {
  private readonly phones = new Map<string, Phone>();
  private readonly sent = new Map<string, SentTexts>();
  private readonly around: Surroundings;
  private file!: PhoneFile;
  private watch: Watch = () => {};
  private readonly stopping = new AbortController();

  private constructor(
    ledger: Ledger,
    private readonly config: RadioConfig,
  ) {
    this.around = {
      ledger,
      folder: join(config.dataFolder, 'radio'),
      agentUrl: config.agentUrl,
      registrationSecret: config.registrationSecret,
      closing: this.stopping.signal,
      start: (phone, life) => new PROGRAMS[phone.facts.kind](phone, life),
      save: () => this.file.save(),
      changed: ({ facts: { name } }) => this.watch(name),
    };
  }

  static async open(ledger: Ledger, config: RadioConfig): Promise<RadioPhones> {
    const phones = new RadioPhones(ledger, config);
    await phones.openFile();
    for (const text of [...ledger.texts.newest()].toReversed()) phones.received(text);
    ledger.watch(phones);
    return phones;
  }

  watchedBy(watch: Watch): void {
    this.watch = watch;
  }

  /** Starts their programs. */
  resume(): void {
    for (const phone of this.phones.values()) phone.open();
  }

  async close(): Promise<void> {
    this.stopping.abort();
    for (const phone of this.phones.values()) phone.close();
    await this.file.close();
  }

  all(): readonly Phone[] {
    return [...this.phones.values()];
  }

  get(name: string): Phone | undefined {
    return this.phones.get(name);
  }

  /** The phone that has this number now, and the slot of the SIM. */
  withNumber(number: string): { phone: Phone; slot: number } | undefined {
    for (const phone of this.phones.values()) {
      const slot = phone.facts.sims.findIndex((sim) => sim?.number === number);
      if (slot >= 0) return { phone, slot };
    }
    return undefined;
  }

  view(phone: Phone): RadioPhoneView {
    return viewOf(phone, this.sent.get(phone.facts.name));
  }

  add(wanted: NewPhone): Phone {
    const phone = new Phone(this.newFacts(wanted), this.around);
    this.phones.set(phone.facts.name, phone);
    phone.change({});
    phone.open();
    return phone;
  }

  /** It is thrown away with its journal. */
  async remove(phone: Phone): Promise<void> {
    const { name } = phone.facts;
    phone.close();
    this.phones.delete(name);
    this.sent.delete(name);
    this.file.save();
    this.watch(name);
    await rm(phone.folder, { recursive: true, force: true });
  }

  received(text: Text): void {
    if (!text.phone) return;
    const { name } = text.phone;
    const sent = this.sent.get(name) ?? new SentTexts();
    this.sent.set(name, sent);
    sent.add(text);
    this.watch(name);
  }

  moved(text: Text): void {
    if (text.phone) this.watch(text.phone.name);
  }

  reset(): void {
    this.sent.clear();
  }

  /** What was set from outside is as at the start; what a program remembers stays. */
  restore(): void {
    for (const phone of this.phones.values()) {
      phone.planCrash(undefined);
      phone.resume();
      phone.set(USUAL_CONDITIONS);
      phone.switchOn();
    }
  }

  private async openFile(): Promise<void> {
    const facts = () => this.all().map((phone) => phone.facts);
    const { file, known } = await PhoneFile.open(this.around.folder, facts);
    this.file = file;
    for (const one of known) this.phones.set(one.name, new Phone(one, this.around));
    while (this.phones.size < this.config.phones) {
      const made = this.newFacts({ kind: 'agent' });
      this.phones.set(made.name, new Phone(made, this.around));
    }
    if (this.phones.size > known.length) file.save();
  }

  private newFacts({ kind, label, sims, ...enrolment }: NewPhone): PhoneFacts {
    const n = 1 + Math.max(0, ...this.all().map(({ facts }) => Number(facts.name.replace('phone-', ''))));
    const name = `phone-${n}`;
    return {
      name,
      kind,
      label: label ?? `Sandbox phone ${n}`,
      deviceId: `sandbox-${randomBase32(8)}`,
      sims: sims ?? usualSims(n),
      conditions: USUAL_CONDITIONS,
      isOn: true,
      hasCrashed: false,
      bootedAt: clock.now(),
      boots: 1,
      inbox: [],
      ...enrolment,
    };
  }
}
