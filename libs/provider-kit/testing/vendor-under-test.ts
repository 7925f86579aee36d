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
  /** Every status of the vendor's callbacks; one that proves nothing has no `proves`. */
  readonly receipts: readonly {
    readonly status: string;
    readonly errorCode?: number;
    readonly proves?: ReceiptStatus;
  }[];
}

/** The scene of one group of tests; filled before the first. */
export interface Scene {
  readonly vendor: string;
  readonly sandbox: Sandbox;
  readonly stage: Stage;
  /** Another adapter, with other settings; closed with the scene. */
  readonly anotherStage: (over: Partial<StageSettings> & { readonly vendorUrl?: string }) => Promise<Stage>;
}
