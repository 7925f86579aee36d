import { providerContracts, type PollReceiptsReply } from '#libs/contracts';
import type { Bus } from '#libs/messaging';
import type { ReceiptPolls } from '../../application/ledger/ports.ts';
import type { RouteRecord } from '../../application/routes/ports.ts';

export class BusReceiptPolls implements ReceiptPolls {
  constructor(private readonly bus: Bus) {}

  poll(
    { _id: account, vendor }: Pick<RouteRecord, '_id' | 'vendor'>,
    since: number,
    { cursor, ids, texts }: Parameters<ReceiptPolls['poll']>[2],
  ): Promise<PollReceiptsReply> {
    const request = {
      account,
      since,
      ...(cursor !== undefined && { cursor }),
      ...(ids && { ids: [...ids] }),
      ...(texts && { texts }),
    };
    return this.bus.call(providerContracts(vendor).poll, request);
  }
}
