import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { CallbackSender, Ledger, MediaStore, VendorRooms } from '#libs/sandbox-kit';
import type { RadioPhones } from './radio/radio-phones.ts';

/** Resumes unfinished texts after a start, and writes everything before a stop. */
export class RunningSandbox implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly ledger: Ledger,
    private readonly rooms: VendorRooms,
    private readonly phones: RadioPhones,
    private readonly sender: CallbackSender,
    private readonly media: MediaStore,
  ) {}

  onApplicationBootstrap(): void {
    this.rooms.resume();
    this.phones.resume();
  }

  async onApplicationShutdown(): Promise<void> {
    this.rooms.stop();
    await Promise.all([this.sender.close(), this.media.close(), this.phones.close()]);
    await this.ledger.close();
  }
}
