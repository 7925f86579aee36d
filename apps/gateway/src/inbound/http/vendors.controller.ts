import { Controller, Get, Query } from '@nestjs/common';
import { listVendors, type VendorHealth } from '../../application/list-vendors.ts';
import { Dispatcher, type Principal } from '../../application/ports.ts';
import { Allow, Caller } from './access.ts';
import type { Page } from './pages.ts';
import { readQuery, type Query as Parameters } from './query.ts';

@Controller('api/v1/vendors')
export class VendorsController {
  constructor(readonly dispatcher: Dispatcher) {}

  @Get()
  @Allow('routing:read')
  async list(@Caller() caller: Principal, @Query() query: Parameters): Promise<Page<VendorHealth>> {
    readQuery(query, {});
    return { data: await listVendors(this, caller), next_cursor: null };
  }
}
