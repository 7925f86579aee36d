import type { Type } from '@nestjs/common';
import type { ConfigOf, Settings } from '#libs/kernel';
import type { CallbackSender } from '../callbacks/callback-sender.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { MediaStore } from '../media/media-store.ts';
import type { ReceiptPlan } from '../receipts/receipt-plan.ts';
import type { Voice } from './answer.ts';
import type { MagicNumber, VendorRoom } from './vendor-room.ts';
import type { HostedVendor } from './vendor-rooms.ts';

/**
 * The parts of one vendor that the sandbox hosts; `apps/provider-<name>/sandbox/index.ts` exports it as `fakeVendor`.
 */
export interface FakeVendor<Own extends Settings = Settings> {
  readonly name: string;
  /**
   * None is required: a fake vendor without an account refuses every call. The settings without a default are the
   * account, all of them together.
   */
  readonly settings: Own;
  readonly voice: Voice;
  /** Per segment, as the vendor writes it. */
  readonly price: string;
  /** The port on which its users know a fake of it, if the sandbox hosts it alone. */
  readonly port?: string;
  /** The statuses of a text for which all goes well, where they are not the usual ones. */
  readonly statuses?: ReceiptPlan['statuses'];
  readonly numbers?: readonly MagicNumber[];
  readonly controllers: readonly Type[];
  /** The class of the object that `open` returns; its controllers are injected with it. */
  readonly vendor: Type<HostedVendor>;
  open(config: ConfigOf<Own>, parts: VendorParts): HostedVendor;
}

/** The objects that the sandbox passes to every fake vendor. */
export interface VendorParts {
  readonly room: VendorRoom;
  readonly ledger: Ledger;
  readonly sender: CallbackSender;
  readonly media: MediaStore;
}
