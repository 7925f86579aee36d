import { Controller, HttpCode, Post } from '@nestjs/common';
import type { SimulateReply } from '#libs/contracts';
import { Dispatcher, Tenants, type Principal } from '../../application/ports.ts';
import { simulate } from '../../application/simulate.ts';
import { Allow, Caller } from './access.ts';
import { environmentOf } from './environments.ts';
import { JsonBody, SMALL_SHAPE } from './json-body.ts';
import type { JsonObject } from './json-object.ts';
import { readSingle } from './read-messages.ts';

@Controller('api/v1/simulate')
export class SimulateController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly tenants: Tenants,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow('routing:read')
  simulate(@Caller() caller: Principal, @JsonBody(SMALL_SHAPE) body: JsonObject): Promise<SimulateReply> {
    const [item] = readSingle(body).items;
    return simulate(this, caller, environmentOf(caller), item!);
  }
}
