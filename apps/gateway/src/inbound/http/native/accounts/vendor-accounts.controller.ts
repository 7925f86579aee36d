import { Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { AccountView } from '#libs/contracts';
import { createAccount } from '../../../../application/accounts/create-account.ts';
import { listAccounts } from '../../../../application/accounts/list-accounts.ts';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Dispatcher, Vendors, type Principal } from '../../../../application/ports.ts';
import { replaceAccount } from '../../../../application/accounts/replace-account.ts';
import { switchAccount } from '../../../../application/accounts/switch-account.ts';
import { testAccount } from '../../../../application/accounts/test-account.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { CreateAccountBody, ReplaceAccountBody } from './account-bodies.ts';
import { fieldsFrom } from '../../request/check-fields.ts';
import { Cursors } from '../../request/cursors.ts';
import { JsonBody, NoBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf, schemaOf } from '../../openapi/schema-of.ts';
import { exampleSettings, VENDORS, withVendorSettings } from '../../openapi/vendor-settings.ts';
import { PAGE, pageOf, type PageWanted } from '../../request/pages.ts';
import { ACCOUNT_ID } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';
import { AccountCheck, AccountList } from './answers.ts';

/** One for each vendor. */
const NEW_ACCOUNTS = Object.fromEntries(
  VENDORS.map((vendor) => [
    vendor,
    { ...exampleOf(CreateAccountBody, 'name', 'environment'), vendor, settings: exampleSettings(vendor) },
  ]),
);

/** Settings come in here, and are passed only to the adapter. */
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
  @Operation({
    id: 'listAccounts',
    summary: 'The vendor accounts; their secrets are never shown',
    answer: AccountList,
    answers: 'A page of accounts.',
  })
  async list(@Caller() caller: Principal, @Query(new QueryOf(PAGE)) page: PageWanted): Promise<AccountList> {
    const list = { tenant: caller.tenant, list: 'vendor-accounts' };
    return pageOf(await listAccounts(this, caller), ({ id }) => id, page, this.cursors, list);
  }

  @Post()
  @HttpCode(201)
  @Allow('accounts:write')
  @Operation({
    id: 'createAccount',
    summary: 'Add a vendor account',
    description: 'The settings are sealed by the adapter of the vendor. The same account again replaces its settings.',
    body: withVendorSettings(schemaOf(CreateAccountBody)),
    examples: NEW_ACCOUNTS,
    answer: AccountView,
    answers: 'The account.',
    errors: ['not_found', 'invalid_account'],
  })
  create(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<AccountView> {
    return createAccount(this, caller, fieldsFrom(CreateAccountBody, body), clientIp);
  }

  @Put(':id')
  @Allow('accounts:write')
  @Operation({
    id: 'replaceAccount',
    summary: "Replace an account's settings, such as a rotated token",
    description: 'Settings of another account are refused: add them as a new account.',
    body: withVendorSettings(schemaOf(ReplaceAccountBody)),
    examples: { rotated: exampleOf(ReplaceAccountBody, 'name', 'settings') },
    answer: AccountView,
    answers: 'The account after the change.',
    errors: ['invalid_account'],
  })
  replace(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', ACCOUNT_ID) id: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<AccountView> {
    return replaceAccount(this, caller, { id, ...fieldsFrom(ReplaceAccountBody, body) }, clientIp);
  }

  @Post(':id/enable')
  @HttpCode(200)
  @Allow('accounts:write')
  @Operation({
    id: 'enableAccount',
    summary: 'Enable an account',
    answer: AccountView,
    answers: 'The account after the change.',
  })
  enable(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', ACCOUNT_ID) id: string,
    @NoBody() _body: void,
  ): Promise<AccountView> {
    return switchAccount(this, caller, { id, enabled: true }, clientIp);
  }

  @Post(':id/disable')
  @HttpCode(200)
  @Allow('accounts:write')
  @Operation({
    id: 'disableAccount',
    summary: 'Disable an account',
    answer: AccountView,
    answers: 'The account after the change.',
  })
  disable(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', ACCOUNT_ID) id: string,
    @NoBody() _body: void,
  ): Promise<AccountView> {
    return switchAccount(this, caller, { id, enabled: false }, clientIp);
  }

  @Post(':id/test')
  @HttpCode(200)
  @Allow('accounts:write')
  @Operation({
    id: 'testAccount',
    summary: "Check an account's credentials at the vendor",
    description: 'A harmless call is made; nothing is sent. 503 if no adapter of the vendor runs.',
    answer: AccountCheck,
    answers: "The vendor's answer.",
  })
  test(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', ACCOUNT_ID) id: string,
    @NoBody() _body: void,
  ): Promise<AccountCheck> {
    return testAccount(this, caller, id, clientIp);
  }
}
