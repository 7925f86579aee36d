import type { ItemOutcome, ReceiptStatus } from '#libs/contracts';
import type { ServiceConfig, ServiceDefinition } from '#libs/service-host';
import type { Fault, Sandbox } from './sandbox.ts';
import type { Stage, StageSettings } from './stage.ts';

/** What the suite has to be told about a vendor. */
export interface VendorUnderTest<Config extends ServiceConfig> {
  readonly service: ServiceDefinition<Config>;
  /** Environment of the sandbox: the credentials its fake server accepts. */
  readonly sandbox: Readonly<Record<string, string>>;
  /** The service's settings, with the vendor at `vendorUrl` and times scaled by {@link TIME_SCALE}. */
  readonly config: (settings: StageSettings, vendorUrl: string) => Config & { readonly maxInFlight: number };
  /** Every refusal of the vendor's error table, as its fake server says it. */
  readonly refusals: readonly {
    readonly says: string;
    readonly fault: Fault;
    readonly outcome: Partial<ItemOutcome>;
  }[];
  /** Every status of the vendor's callbacks; one that proves nothing has no `proves`. */
  readonly receipts: readonly {
    readonly status: string;
    readonly errorCode?: number;
    readonly proves?: ReceiptStatus;
  }[];
}

/** Vendor HTTP 2 s, item outcome 2.4 s, drain 2.8 s: long enough for a busy machine. */
export const TIME_SCALE = 5;

/** The scene of one group of tests; filled before the first. */
export interface Scene {
  readonly vendor: string;
  readonly sandbox: Sandbox;
  readonly stage: Stage;
  /** Another adapter, with other settings; closed with the scene. */
  readonly anotherStage: (over: { readonly vendorUrl?: string; readonly maxInFlight?: number }) => Promise<Stage>;
}
