import { Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { AccountView, CheckAccountReply } from '#libs/contracts';
import { createAccount } from '../../application/create-account.ts';
import { listAccounts } from '../../application/list-accounts.ts';
import { AuditLog, Dispatcher, Vendors, type Principal } from '../../application/ports.ts';
import { replaceAccount } from '../../application/replace-account.ts';
import { switchAccount } from '../../application/switch-account.ts';
import { testAccount } from '../../application/test-account.ts';
import { Allow, Caller, From } from './access.ts';
import { CreateAccountBody, ReplaceAccountBody } from './account-bodies.ts';
import { fieldsFrom } from './check-fields.ts';
import { Cursors } from './cursors.ts';
import { JsonBody, NoBody, SMALL_SHAPE } from './json-body.ts';
import type { JsonObject } from './json-object.ts';
import { pageOf, type Page } from './pages.ts';
import { routeIdFrom } from './path-ids.ts';
import type { Query as Parameters } from './query.ts';

/** Settings come in here, and leave for the adapter alone. */
@Controller('api/v1/vendor-accounts')
export class VendorAccountsController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly vendors: Vendors,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @Allow('routing:read')
  async list(@Caller() caller: Principal, @Query() query: Parameters): Promise<Page<AccountView>> {
    const list = { tenant: caller.tenant, list: 'vendor-accounts' };
    return pageOf(await listAccounts(this, caller), ({ id }) => id, query, this.cursors, list);
  }

  @Post()
  @HttpCode(201)
  @Allow('accounts:write')
  create(
    @Caller() caller: Principal,
    @From() from: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<AccountView> {
    return createAccount(this, caller, fieldsFrom(CreateAccountBody, body), from);
  }

  @Put(':id')
  @Allow('accounts:write')
  replace(
    @Caller() caller: Principal,
    @From() from: string,
    @Param('id') given: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<AccountView> {
    const id = routeIdFrom(given);
    return replaceAccount(this, caller, { id, ...fieldsFrom(ReplaceAccountBody, body) }, from);
  }

  @Post(':id/enable')
  @HttpCode(200)
  @Allow('accounts:write')
  enable(
    @Caller() caller: Principal,
    @From() from: string,
    @Param('id') id: string,
    @NoBody() _body: void,
  ): Promise<AccountView> {
    return switchAccount(this, caller, { id: routeIdFrom(id), enabled: true }, from);
  }

  @Post(':id/disable')
  @HttpCode(200)
  @Allow('accounts:write')
  disable(
    @Caller() caller: Principal,
    @From() from: string,
    @Param('id') id: string,
    @NoBody() _body: void,
  ): Promise<AccountView> {
    return switchAccount(this, caller, { id: routeIdFrom(id), enabled: false }, from);
  }

  @Post(':id/test')
  @HttpCode(200)
  @Allow('accounts:write')
  test(
    @Caller() caller: Principal,
    @From() from: string,
    @Param('id') id: string,
    @NoBody() _body: void,
  ): Promise<CheckAccountReply> {
    return testAccount(this, caller, routeIdFrom(id), from);
  }
}
