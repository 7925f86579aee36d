import type { CallbackSender } from '../callbacks/callback-sender.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { HeldSockets } from '../vendor/deliver.ts';
import type { Journal } from '../vendor/journal.ts';
import type { VendorRooms } from '../vendor/vendor-rooms.ts';

/** Back to the start, with a new epoch in the ledger. */
export class Resetter {
  constructor(
    private readonly ledger: Ledger,
    private readonly rooms: VendorRooms,
    private readonly journal: Journal,
    private readonly sender: CallbackSender,
    private readonly held: HeldSockets,
  ) {}

  async reset(): Promise<void> {
    this.rooms.reset();
    this.held.release();
    this.journal.clear();
    this.sender.clear();
    await this.ledger.reset();
  }
}
