import type { ItemOutcome, ReceiptStatus } from '#libs/contracts';
import type { ServiceConfig, ServiceDefinition } from '#libs/service-host';
import type { Fault, Sandbox } from './sandbox.ts';
import type { Stage, StageSettings } from './stage.ts';

/** What the suite needs to know about a vendor. */
export interface VendorUnderTest<Config extends ServiceConfig> {
  readonly service: ServiceDefinition<Config>;
  /** Environment of the sandbox: the credentials its fake server accepts. */
  readonly sandbox: Readonly<Record<string, string>>;
  /** The service's settings: those of the stage, and the vendor's own with the vendor at `vendorUrl`. */
  readonly config: (settings: StageSettings, vendorUrl: string) => Config;
  /** Every refusal of the vendor's error table, as its fake server gives it. */
  readonly refusals: readonly {
    readonly says: string;
    readonly fault: Fault;
    readonly outcome: Partial<ItemOutcome>;
  }[];
  readonly receiptsBy: 'callback' | 'poll';
  /** Every status that the vendor reports; one that proves nothing has no `proves`. */
  readonly receipts: readonly ReportedStatus[];
  /** The service's own account as a person would type it. */
  readonly account: TypedAccountUnderTest;
  /**
   * The account's own sender, another one that the vendor takes, and more of every kind and with every sign that the
   * adapter says it takes.
   */
  readonly senders: { readonly own: string; readonly other: string; readonly more: readonly string[] };
}

export interface ReportedStatus {
  readonly status: string;
  /** The vendor's reason, and our code for it if that differs. */
  readonly errorCode?: number | string;
  readonly vendorCode?: string;
  readonly proves?: ReceiptStatus;
}

export interface TypedAccountUnderTest {
  readonly typed: Readonly<Record<string, string>>;
  readonly required: readonly string[];
  /** A value of another form for every setting. */
  readonly malformed: Readonly<Record<string, string>>;
  /** The setting that authenticates a call. */
  readonly secret: string;
}

/** The parts of one group of tests; filled before the first test. */
export interface Scene {
  readonly vendor: string;
  readonly sandbox: Sandbox;
  readonly stage: Stage;
  /** Another adapter, with other settings; closed with the scene. */
  readonly anotherStage: (over: Partial<StageSettings> & { readonly vendorUrl?: string }) => Promise<Stage>;
}
