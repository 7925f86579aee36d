import type { VendorRoom } from './vendor-room.ts';

/** One vendor as the sandbox runs it. */
export interface HostedVendor {
  readonly room: VendorRoom;
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
