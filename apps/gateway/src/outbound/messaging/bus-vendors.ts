import { Injectable } from '@nestjs/common';
import { providerContracts, type CallbackRequest } from '#libs/contracts';
import { Bus, NoResponders } from '#libs/messaging';
import { Vendors } from '../../application/ports.ts';
import { answered } from './answered.ts';

@Injectable()
export class BusVendors extends Vendors {
  constructor(private readonly bus: Bus) {
    super();
  }

  async receive(vendor: string, callback: CallbackRequest): Promise<'received' | 'nobody'> {
    const call = this.bus.call(providerContracts(vendor).receipt, callback);
    const adapter = call.catch((error: unknown) => (error instanceof NoResponders ? 'nobody' : Promise.reject(error)));
    return (await answered('The adapter of this vendor', adapter)) === 'nobody' ? 'nobody' : 'received';
  }
}
