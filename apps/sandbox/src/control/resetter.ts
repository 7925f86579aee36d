import type { CallbackSender, HeldSockets, Journal, Ledger, MediaStore, VendorRooms } from '#libs/sandbox-kit';
import type { RadioPhones } from '../radio/radio-phones.ts';

/** Resets everything, with a new epoch in the ledger. */
export class Resetter {
  constructor(
    private readonly ledger: Ledger,
    private readonly rooms: VendorRooms,
    private readonly phones: RadioPhones,
    private readonly journal: Journal,
    private readonly sender: CallbackSender,
    private readonly held: HeldSockets,
    private readonly media: MediaStore,
  ) {}

  async reset(): Promise<void> {
    this.rooms.reset();
    this.held.release();
    this.journal.clear();
    this.sender.clear();
    this.media.clear();
    await this.ledger.reset();
    this.phones.restore();
  }
}
