import type { DeliverItem, ItemOutcome, ReceiptStatus } from '#libs/contracts';
import type { ServiceConfig, ServiceDefinition } from '#libs/service-host';
import type { Fault, Sandbox, Text } from './sandbox.ts';
import type { Stage, StageSettings } from './stage.ts';

/** What the suite needs to know about a vendor: what differs between vendors, and nothing else. */
export interface VendorUnderTest<Config extends ServiceConfig> {
  readonly service: ServiceDefinition<Config>;
  /** Environment of the sandbox: the credentials its fake server accepts. */
  readonly sandbox: Readonly<Record<string, string>>;
  /** The service's settings: those of the stage, and the vendor's own with the vendor at `vendorUrl`. */
  readonly config: (settings: StageSettings, vendorUrl: string) => Config;
  /**
   * Every error code of the vendor's documentation, as its fake server gives it, and what it must come to. They are
   * typed from the documentation (`refusals`); each row of `CODES` in the vendor's `outcomes.ts` needs one.
   */
  readonly refusals: readonly Refusal[];
  /** The file with the tables that are not in `src/outcomes.ts`, from the vendor's folder. */
  readonly tables?: string;
  /** How receipts come; empty if this vendor reports nothing after it has accepted a text. */
  readonly receiptsBy: readonly ReceiptsBy[];
  /** Every status that the vendor reports; one that proves nothing has no `proves`. Empty without receipts. */
  readonly receipts: readonly ReportedStatus[];
  /** True if every receipt tells what the text cost. */
  readonly receiptsHaveCost?: boolean;
  /** How texts of people come; absent: the vendor takes none. */
  readonly textsBy?: TextsBy;
  /** The service's own account as a person would type it. */
  readonly account: TypedAccountUnderTest;
  /**
   * The account's own sender, another one that the vendor takes, and more of every kind and with every sign that the
   * adapter says it takes; all of them as the fake vendor's ledger writes them.
   */
  readonly senders: { readonly own: string; readonly other: string; readonly more: readonly string[] };
  /**
   * A number that the vendor takes, in E.164, another one for every `nth` (from 1001); +1500555<nth> unless given. The
   * fake vendor writes it in the ledger, and matches faults with it, in this form, whatever the vendor's own is.
   */
  readonly newNumber?: (nth: number) => string;
  /** A text with the most that the vendor carries; letters with accents, signs, an emoji and a new line unless given. */
  readonly text?: string;
  /**
   * The vendor's id of a text: the ledger's `sid` unless given. `none`: the vendor gives none, and its sends are accepted
   * without an id.
   */
  readonly idOf?: 'none' | ((text: Text) => string);
  /** A template that the fake vendor knows, values for its tokens in their order, and the text that it makes of them. */
  readonly template?: {
    readonly code: string;
    readonly tokens: Readonly<Record<string, string>>;
    readonly text: string;
  };
  /**
   * `Retry-After`: the vendor's throttle says how long to wait (unless given). `untimed`: it does not. `none`: it has no
   * words for a throttle.
   */
  readonly throttles?: 'Retry-After' | 'untimed' | 'none';
  /** False if the vendor has no words for "unavailable, and took nothing". */
  readonly callsItselfUnavailable?: false;
}

/** Those without the service itself. */
export type VendorFacts = Omit<VendorUnderTest<never>, 'service' | 'config'>;

export interface Refusal {
  readonly says: string;
  readonly fault: Fault;
  readonly outcome: Partial<ItemOutcome>;
  /** The row of `CODES` that decides it, if that is not the fault's code. */
  readonly row?: string;
  /** What its message has, if the code means something else for others. A number in it is of this row alone. */
  readonly item?: Partial<DeliverItem>;
}

/**
 * `callback`: signed by the vendor, to an address that its message named. `secret_callback`: the same without a
 * signature; the secret in the address is the proof. `unsigned_callback`: to the address of the
 * account, which the fake vendor has as its setting `statusUrl`; the adapter asks the vendor before it believes it.
 * `poll`: all results since a time. `poll_by_id`: the results of given texts.
 */
export type ReceiptsBy = 'callback' | 'secret_callback' | 'unsigned_callback' | 'poll' | 'poll_by_id';

/** `callback`: reported at once. `poll`: asked for. */
export type TextsBy = 'callback' | 'poll';

export interface ReportedStatus {
  readonly status: string;
  /** The vendor's reason, and our code for it if that differs. */
  readonly errorCode?: number | string;
  readonly vendorCode?: string;
  readonly proves?: ReceiptStatus;
  /** The row of `STATUSES` that decides about it, if that is not the status. */
  readonly row?: string;
}

export interface TypedAccountUnderTest {
  readonly typed: Readonly<Record<string, string>>;
  readonly required: readonly string[];
  /** A value of another form for every setting. */
  readonly malformed: Readonly<Record<string, string>>;
  /** The setting that authenticates a call; undefined if the vendor knows no credentials, so that no check can fail. */
  readonly secret?: string;
  /** A secret of the right form that the vendor refuses; the right one backwards unless given. */
  readonly wrongSecret?: string;
}

/** The parts of one group of tests; filled before the first test. */
export interface Scene {
  readonly vendor: string;
  readonly tables: string;
  readonly sandbox: Sandbox;
  readonly stage: Stage;
  /** The numbers of all items. */
  readonly numbers: string[];
  /** An item to a number of its own. */
  readonly newItem: (over?: Partial<DeliverItem>) => DeliverItem;
  readonly idOf: (text: Text) => string | undefined;
  readonly receiptsHaveCost: boolean;
  /** Another adapter, with other settings; closed with the scene. */
  readonly anotherStage: (over: Partial<StageSettings> & { readonly vendorUrl?: string }) => Promise<Stage>;
}
