import { join } from 'node:path';
import { clock, sleep } from '#libs/kernel';
import type { Ledger, Text } from '#libs/sandbox-kit';
import { CallLog } from './call-log.ts';
import type { Conditions } from './conditions.ts';
import { CrashPlan, type Crash } from './crash-plan.ts';
import type { HeldText, IncomingText, PhoneFacts, Program } from './facts.ts';
import { deliver, transmit, type Outgoing, type RadioEnd, type RadioOf } from './fake-radio.ts';
import { Life } from './life.ts';

/** What every phone is given. */
export interface Surroundings {
  readonly ledger: Ledger;
  readonly folder: string;
  readonly agentUrl: string;
  readonly registrationSecret: string | undefined;
  /** Aborted when the sandbox stops. */
  readonly closing: AbortSignal;
  /** Starts the program of its kind. */
  start(phone: Phone, life: Life): Program;
  /** Writes down what every phone is. */
  save(): void;
  /** Its page shows something else now. */
  changed(phone: Phone): void;
}

const INBOX_KEPT = 50;
const SAID_KEPT = 5;

/** A phone that sends: it is switched on and off, and what happens to its radio and its program is set from outside. */
export class Phone {
  readonly calls: CallLog;
  readonly crashes: CrashPlan;
  private life: Life | undefined;
  private running: Program | undefined;
  private heldAtEnd: readonly HeldText[] = [];
  private paused = false;
  private sentences: readonly string[] = [];
  private restart: NodeJS.Timeout | undefined;

  constructor(
    private kept: PhoneFacts,
    readonly around: Surroundings,
  ) {
    this.calls = new CallLog(() => around.changed(this));
    this.crashes = new CrashPlan((restartMs) => this.crash(restartMs));
  }

  get facts(): PhoneFacts {
    return this.kept;
  }

  /** Where its program keeps files. */
  get folder(): string {
    return join(this.around.folder, this.kept.name);
  }

  get isRevoked(): boolean {
    return this.running?.isRevoked ?? false;
  }

  /** What its program has and has not reported, or had when it ended. */
  get holds(): readonly HeldText[] {
    return this.running?.holds() ?? this.heldAtEnd;
  }

  get state(): 'off' | 'crashed' | 'paused' | 'on' {
    if (!this.kept.isOn) return 'off';
    if (!this.life) return 'crashed';
    return this.paused ? 'paused' : 'on';
  }

  /** Continues as the file says. */
  open(): void {
    if (this.kept.isOn && !this.kept.hasCrashed) this.begin();
  }

  close(): void {
    clearTimeout(this.restart);
    this.end();
  }

  set(conditions: Partial<Conditions>): void {
    this.change({ conditions: { ...this.kept.conditions, ...conditions } });
  }

  change(facts: Partial<PhoneFacts>): void {
    this.kept = { ...this.kept, ...facts };
    this.around.save();
    this.around.changed(this);
  }

  switchOn(): void {
    if (this.kept.isOn) return this.startAgain();
    this.change({ isOn: true, hasCrashed: false, bootedAt: clock.now(), boots: this.kept.boots + 1 });
    this.begin();
  }

  switchOff(): void {
    this.close();
    this.change({ isOn: false, hasCrashed: false });
  }

  reboot(): void {
    this.switchOff();
    this.switchOn();
  }

  /** Somebody starts the program that died. */
  startAgain(): void {
    if (!this.kept.isOn || this.life) return;
    clearTimeout(this.restart);
    this.change({ hasCrashed: false });
    this.begin();
  }

  /** The program dies in this moment; without `restartMs` until somebody starts it. */
  crash(restartMs?: number): void {
    if (!this.life) return;
    this.end();
    this.change({ hasCrashed: restartMs === undefined });
    if (restartMs !== undefined) this.restart = setTimeout(() => this.startAgain(), restartMs);
  }

  /** The program does nothing until it is resumed, as after SIGSTOP. */
  pause(): void {
    this.paused = this.life !== undefined;
    this.life?.pause();
    this.around.changed(this);
  }

  resume(): void {
    this.paused = false;
    this.life?.resume();
    this.around.changed(this);
  }

  planCrash(crash: Crash | undefined): void {
    this.crashes.plan(crash);
    this.around.changed(this);
  }

  /** Registers anew, by what is given, or by the secret of the settings. */
  enrol(by: Pick<PhoneFacts, 'enrolmentCode' | 'registrationSecret'>): void {
    const { token: _token, enrolmentCode: _code, registrationSecret: _secret, ...facts } = this.kept;
    this.close();
    this.kept = { ...facts, ...by };
    this.change({ isOn: true, hasCrashed: false });
    this.begin();
  }

  /** A sentence of its program for people. */
  say(sentence: string): void {
    this.sentences = [sentence, ...this.sentences].slice(0, SAID_KEPT);
    this.around.changed(this);
  }

  get said(): readonly string[] {
    return this.sentences;
  }

  /** A text that a person sent to one of its SIMs. */
  receive(from: string, text: string, sim: number): IncomingText {
    const { inbox } = this.kept;
    const incoming = { id: (inbox.at(-1)?.id ?? 0) + 1, from, text, at: this.wallMs(), sim };
    this.change({ inbox: [...inbox, incoming].slice(-INBOX_KEPT) });
    return incoming;
  }

  /** Since it was switched on; it does not jump. */
  elapsedMs(): number {
    return clock.now() - this.kept.bootedAt;
  }

  wallMs(): number {
    return clock.now() + this.kept.conditions.clockAheadMs;
  }

  /** `sleep` as the program of this life knows it. */
  sleep(life: Life, ms: number, signal?: AbortSignal): Promise<void> {
    return life.through(sleep(ms, signal ? AbortSignal.any([signal, life.signal]) : life.signal));
  }

  /** The radio goes on when the program is paused or gone. */
  send(life: Life, out: Outgoing): Promise<RadioEnd> {
    return life.through(transmit(this.around.ledger, this.radio(life), out));
  }

  /** Whether the carrier says that it arrived. */
  delivered(life: Life, text: Text): Promise<boolean> {
    return life.through(deliver(this.around.ledger, this.radio(life), text));
  }

  private radio(life: Life): RadioOf {
    return {
      facts: () => this.kept,
      closing: this.around.closing,
      set: (conditions) => this.set(conditions),
      isOut: () => life.hasEnded || this.crashes.isOut(),
    };
  }

  private begin(): void {
    const life = new Life();
    this.life = life;
    this.paused = false;
    this.running = this.around.start(this, life);
  }

  private end(): void {
    this.life?.end();
    this.life = undefined;
    this.paused = false;
    if (!this.running) return;
    this.heldAtEnd = this.running.holds();
    this.running.close();
    this.running = undefined;
  }
}
