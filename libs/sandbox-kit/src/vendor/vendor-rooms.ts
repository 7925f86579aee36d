import type { CallbackEnd } from '../callbacks/callback-sender.ts';
import type { VendorAnswer, VendorRoom } from './vendor-room.ts';

/** A text that a person sends from a phone. */
export interface PhoneText {
  /** The phone, as the ledger writes it. */
  readonly from: string;
  /** The number or short code that it is sent to. */
  readonly to: string;
  readonly body: string;
  /** The vendor's account that has this number; absent: its first one. */
  readonly account?: string;
  /** Where the vendor reports it, if it calls back; absent: where it usually does. */
  readonly url?: string;
}

/** `sid`: the vendor's id of it; `callback`: how the report ended, if the vendor calls back. */
export interface PhoneTextTaken {
  readonly sid: string;
  readonly callback?: CallbackEnd;
  /** What the vendor itself answers. */
  readonly answer?: VendorAnswer;
  /** What a person must do so that the vendor can report it. */
  readonly missing?: string;
}

/** One vendor as the sandbox runs it. */
export interface HostedVendor {
  readonly room: VendorRoom;
  /** Takes a text from a phone, and reports it or keeps it until it is asked for. Absent: the vendor takes none. */
  hear?(text: PhoneText): Promise<PhoneTextTaken>;
  /** Resumes what a stop interrupted. */
  resume(): void;
  /** Ends what runs and restores the settings of the start. */
  reset(): void;
  stop(): void;
}

/** Every vendor by name. */
export class VendorRooms {
  private readonly vendors: ReadonlyMap<string, HostedVendor>;

  constructor(vendors: readonly HostedVendor[]) {
    this.vendors = new Map(vendors.map((vendor) => [vendor.room.name, vendor]));
  }

  get(name: string): VendorRoom | undefined {
    return this.vendors.get(name)?.room;
  }

  all(): readonly HostedVendor[] {
    return [...this.vendors.values()];
  }

  hosted(name: string): HostedVendor | undefined {
    return this.vendors.get(name);
  }

  resume(): void {
    for (const vendor of this.vendors.values()) vendor.resume();
  }

  reset(): void {
    for (const vendor of this.vendors.values()) {
      vendor.reset();
      vendor.room.reset();
    }
  }

  stop(): void {
    for (const vendor of this.vendors.values()) vendor.stop();
  }
}
