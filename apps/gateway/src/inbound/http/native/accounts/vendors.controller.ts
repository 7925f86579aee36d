import { Controller, Get } from '@nestjs/common';
import { listVendors } from '../../../../application/accounts/list-vendors.ts';
import { Dispatcher, type Principal } from '../../../../application/ports.ts';
import { Allow, Caller } from '../../server/access.ts';
import { Operation } from '../../openapi/operation.ts';
import { VendorList } from './answers.ts';

@Controller('api/v1/vendors')
export class VendorsController {
  constructor(readonly dispatcher: Dispatcher) {}

  @Get()
  @Allow('routing:read')
  @Operation({
    id: 'listVendors',
    summary: "The health of each vendor's routes",
    answer: VendorList,
    answers: 'All vendors.',
  })
  async list(@Caller() caller: Principal): Promise<VendorList> {
    return { data: await listVendors(this, caller), next_cursor: null };
  }
}
