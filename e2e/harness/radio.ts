import type { Sandbox } from './sandbox.ts';
import { until } from './wait.ts';

/** A phone of the sandbox that sends, as its controls show it. */
export interface RadioPhone {
  readonly name: string;
  readonly kind: 'agent' | 'safecare';
  readonly label: string;
  readonly deviceId: string;
  /** Id and route of the phone at Postrider, once it is registered. */
  readonly agentId: string | null;
  readonly state: 'on' | 'off' | 'paused' | 'crashed';
  readonly isOnline: boolean;
  readonly isRevoked: boolean;
  readonly boots: number;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly sims: readonly (RadioSim | null)[];
  /** The crash that is planned. */
  readonly crash: { readonly at: string; readonly nth: number; readonly restartMs?: number } | null;
  /** What its journal has and it has not reported. */
  readonly holds: readonly { readonly message: string; readonly state: string }[];
  readonly calls: readonly {
    readonly at: number;
    readonly what: string;
    readonly end: string;
    readonly why?: string;
  }[];
  readonly said: readonly string[];
  readonly sent: { readonly count: number };
}
export interface RadioSim {
  readonly number: string;
  readonly country: string;
  readonly operator: string;
}

export interface NewPhones {
  readonly count?: number;
  readonly kind?: RadioPhone['kind'];
  readonly label?: string;
  readonly sims?: readonly RadioSim[];
  readonly code?: string;
  readonly secret?: string;
}

/** What is done to a phone at once. */
export type RadioAction = 'on' | 'off' | 'reboot' | 'start' | 'pause' | 'resume';

/** The controls of the sandbox's phones that send. The name `all` means every phone. */
export class Radio {
  private readonly sandbox: Sandbox;

  constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
  }

  async phones(): Promise<readonly RadioPhone[]> {
    return (await this.call('GET', 'phones/all')).phones;
  }

  async phone(name: string): Promise<RadioPhone> {
    return (await this.call('GET', `phones/${name}`)).phones[0]!;
  }

  /** The steps at which a phone can crash. */
  async crashPoints(): Promise<readonly string[]> {
    return (await this.sandbox.call<{ crashPoints: string[] }>('GET', 'radio')).crashPoints;
  }

  async add(phones: NewPhones = {}): Promise<readonly RadioPhone[]> {
    return (await this.call('POST', 'phones', phones)).phones;
  }

  remove(name: string): Promise<unknown> {
    return this.call('DELETE', `phones/${name}`);
  }

  /** `battery`, `coverage`, `failure`, `hang`, `clockAheadMs` and so on, as the sandbox's README lists them. */
  set(name: string, conditions: Readonly<Record<string, unknown>>): Promise<unknown> {
    return this.call('PATCH', `phones/${name}`, conditions);
  }

  act(name: string, action: RadioAction): Promise<unknown> {
    return this.call('POST', `phones/${name}/${action}`, {});
  }

  /** Without `at` in this moment; without `restartMs` until `start`. */
  crash(name: string, crash: { at?: string; nth?: number; restartMs?: number } = {}): Promise<unknown> {
    return this.call('POST', `phones/${name}/crash`, crash);
  }

  /** A person sends a text to the phone. */
  receive(name: string, from: string, text: string, sim = 0): Promise<unknown> {
    return this.call('POST', `phones/${name}/inbox`, { from, text, sim });
  }

  /** Waits until every phone of the sandbox has registered and its last call was answered. */
  async allOnline(count: number): Promise<readonly RadioPhone[]> {
    let phones: readonly RadioPhone[] = [];
    await until(`${count} phones are online`, async () => {
      phones = await this.phones();
      return phones.filter(({ isOnline }) => isOnline).length >= count;
    });
    return phones;
  }

  private call(method: string, path: string, body?: unknown): Promise<{ phones: RadioPhone[] }> {
    return this.sandbox.call(method, `radio/${path}`, body);
  }
}
