import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { CallbackSender, Ledger, MediaStore, VendorRooms } from '#libs/sandbox-kit';

/** Resumes unfinished texts after a start, and writes everything before a stop. */
export class RunningSandbox implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly ledger: Ledger,
    private readonly rooms: VendorRooms,
    private readonly sender: CallbackSender,
    private readonly media: MediaStore,
  ) {}

  onApplicationBootstrap(): void {
    this.rooms.resume();
  }

  async onApplicationShutdown(): Promise<void> {
    this.rooms.stop();
    await Promise.all([this.sender.close(), this.media.close()]);
    await this.ledger.close();
  }
}
