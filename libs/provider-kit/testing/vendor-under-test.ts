import type { ItemOutcome, ReceiptStatus } from '#libs/contracts';
import type { ServiceConfig, ServiceDefinition } from '#libs/service-host';
import type { Fault, Sandbox } from './sandbox.ts';
import type { Stage, StageSettings } from './stage.ts';

/** What the suite has to be told about a vendor. */
export interface VendorUnderTest<Config extends ServiceConfig> {
  readonly service: ServiceDefinition<Config>;
  /** Environment of the sandbox: the credentials its fake server accepts. */
  readonly sandbox: Readonly<Record<string, string>>;
  /** The service's settings: those of the stage, and the vendor's own with the vendor at `vendorUrl`. */
  readonly config: (settings: StageSettings, vendorUrl: string) => Config;
  /** Every refusal of the vendor's error table, as its fake server says it. */
  readonly refusals: readonly {
    readonly says: string;
    readonly fault: Fault;
    readonly outcome: Partial<ItemOutcome>;
  }[];
  readonly receiptsBy: 'callback' | 'poll';
  /** Every status that the vendor reports; one that proves nothing has no `proves`. */
  readonly receipts: readonly ReportedStatus[];
  /** The service's own account as somebody would type it. */
  readonly account: TypedAccountUnderTest;
  /** The account's own sender, another that the vendor takes, and more of every kind and with every sign that it says it takes. */
  readonly senders: { readonly own: string; readonly other: string; readonly more: readonly string[] };
}

export interface ReportedStatus {
  readonly status: string;
  /** What the vendor gives as the reason, and what it becomes where that is something else. */
  readonly errorCode?: number | string;
  readonly vendorCode?: string;
  readonly proves?: ReceiptStatus;
}

export interface TypedAccountUnderTest {
  readonly typed: Readonly<Record<string, string>>;
  readonly required: readonly string[];
  /** For every setting a value of another form. */
  readonly malformed: Readonly<Record<string, string>>;
  /** The setting that a call is authenticated with. */
  readonly secret: string;
}

/** The scene of one group of tests; filled before the first. */
export interface Scene {
  readonly vendor: string;
  readonly sandbox: Sandbox;
  readonly stage: Stage;
  /** Another adapter, with other settings; closed with the scene. */
  readonly anotherStage: (over: Partial<StageSettings> & { readonly vendorUrl?: string }) => Promise<Stage>;
}
