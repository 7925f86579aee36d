import { Injectable } from '@nestjs/common';
import {
  providerContracts,
  type CallbackRequest,
  type CheckAccountReply,
  type RegisterAccountRequest,
  type SealAccountRequest,
} from '#libs/contracts';
import { Bus, NoResponders } from '#libs/messaging';
import { Vendors } from '../../application/ports.ts';
import { answered } from './answered.ts';

@Injectable()
export class BusVendors extends Vendors {
  constructor(private readonly bus: Bus) {
    super();
  }

  async receive(vendor: string, callback: CallbackRequest): Promise<'received' | 'nobody'> {
    const taken = await orNobody(this.bus.call(providerContracts(vendor).receipt, callback));
    return taken === 'nobody' ? 'nobody' : 'received';
  }

  seal(vendor: string, request: SealAccountRequest): Promise<RegisterAccountRequest | 'nobody'> {
    return orNobody(this.bus.call(providerContracts(vendor).seal, request));
  }

  check(vendor: string, account: string): Promise<CheckAccountReply | 'nobody'> {
    return orNobody(this.bus.call(providerContracts(vendor).check, { account }));
  }
}

function orNobody<Reply>(call: Promise<Reply>): Promise<Reply | 'nobody'> {
  const adapter = call.catch((error: unknown) =>
    error instanceof NoResponders ? ('nobody' as const) : Promise.reject(error),
  );
  return answered('The adapter of this vendor', adapter);
}
