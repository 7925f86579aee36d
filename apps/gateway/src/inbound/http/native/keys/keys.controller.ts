import { Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { AuditLog } from '../../../../application/audit/ports.ts';
import {
  changeKey,
  createOwnKey,
  listOwnKeys,
  readKey,
  revokeOwnKey,
  rotateKey,
} from '../../../../application/keys/manage-keys.ts';
import { ApiKeys, KeyHasher, KeyRefusals, type ApiKeyView } from '../../../../application/keys/ports.ts';
import { readRefusals } from '../../../../application/keys/read-refusals.ts';
import { usedToday } from '../../../../application/keys/used-today.ts';
import { Dispatcher, QuotaLimits, type Principal } from '../../../../application/ports.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf, schemaOf } from '../../openapi/schema-of.ts';
import { fieldsFrom } from '../../request/check-fields.ts';
import { Cursors } from '../../request/cursors.ts';
import { JsonBody, OptionalJsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { PAGE, pageOf, type PageWanted } from '../../request/pages.ts';
import { KEY_ID } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { KeyAnswer, keyAnswer, KeyList, NewKeyAnswer, newKeyAnswer, RefusalList } from './answers.ts';
import { ChangeKeyBody, CreateKeyBody, keyChangeFrom, keyWanted, RotateKeyBody } from './key-bodies.ts';

@Controller('api/v1/api-keys')
export class KeysController {
  constructor(
    readonly keys: ApiKeys,
    readonly hasher: KeyHasher,
    readonly quotaLimits: QuotaLimits,
    readonly refusals: KeyRefusals,
    readonly dispatcher: Dispatcher,
    readonly tenants: Tenants,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @Allow('keys:write')
  @Operation({
    id: 'listKeys',
    summary: 'The API keys, including ended ones',
    answer: KeyList,
    answers: 'A page.',
  })
  async list(@Caller() caller: Principal, @Query(new QueryOf(PAGE)) page: PageWanted): Promise<KeyList> {
    const list = { tenant: caller.tenant, list: 'keys' };
    const { data, next_cursor } = pageOf(await listOwnKeys(this, caller), ({ id }) => id, page, this.cursors, list);
    return { data: await this.answers(caller, data), next_cursor };
  }

  @Post()
  @Allow('keys:write')
  @Operation({
    id: 'createKey',
    summary: 'Create an API key',
    description: 'The key is in this answer only. A caller can only give scopes that they have.',
    body: CreateKeyBody,
    examples: { shop: exampleOf(CreateKeyBody, 'name', 'environment', 'scopes') },
    answer: NewKeyAnswer,
    answers: 'The key.',
    errors: ['invalid_api_key', 'insufficient_scope', 'limit_reached'],
  })
  async create(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<NewKeyAnswer> {
    return newKeyAnswer(await createOwnKey(this, caller, keyWanted(body), clientIp));
  }

  @Get(':id')
  @Allow('keys:write')
  @Operation({ id: 'getKey', summary: 'Read an API key, without its secret', answer: KeyAnswer, answers: 'The key.' })
  async read(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', KEY_ID) id: string,
  ): Promise<KeyAnswer> {
    return this.answer(caller, await readKey(this, caller, id, clientIp));
  }

  @Get(':id/refusals')
  @Allow('keys:write')
  @Operation({
    id: 'getKeyRefusals',
    summary: 'Why calls of an API key were refused, and how often',
    description: 'Of the last 90 days, the newest first. Calls are counted within a few seconds.',
    answer: RefusalList,
    answers: 'The counts.',
  })
  async refusalsOf(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', KEY_ID) id: string,
  ): Promise<RefusalList> {
    return { data: await readRefusals(this, caller, id, clientIp) };
  }

  @Patch(':id')
  @Allow('keys:write')
  @Operation({
    id: 'changeKey',
    summary: 'Change the name or the daily limit of an API key',
    description: 'Every gateway applies it within 5 seconds. A key gives no key a higher limit than its own.',
    body: { ...schemaOf(ChangeKeyBody), minProperties: 1 },
    examples: { limit: exampleOf(ChangeKeyBody, 'daily_limit') },
    answer: KeyAnswer,
    answers: 'The key now.',
    errors: ['insufficient_scope'],
  })
  async change(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', KEY_ID) id: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<KeyAnswer> {
    return this.answer(caller, await changeKey(this, caller, { id, ...keyChangeFrom(body) }, clientIp));
  }

  @Post(':id/rotate')
  @Allow('keys:write')
  @Operation({
    id: 'rotateKey',
    summary: 'Replace an API key by a new one with the same rights',
    description: 'The old key stays valid for overlap_s seconds.',
    body: RotateKeyBody,
    examples: { oneDay: exampleOf(RotateKeyBody, 'overlap_s') },
    answer: NewKeyAnswer,
    answers: 'The new key.',
    errors: ['insufficient_scope', 'already_closed', 'limit_reached'],
  })
  async rotate(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', KEY_ID) id: string,
    @OptionalJsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<NewKeyAnswer> {
    const { overlap_s: overlapS } = fieldsFrom(RotateKeyBody, body);
    return newKeyAnswer(await rotateKey(this, caller, { id, overlapS }, clientIp));
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('keys:write')
  @Operation({
    id: 'revokeKey',
    summary: 'Revoke an API key',
    description: 'Every gateway refuses it within 5 seconds. Repeating the call changes nothing.',
    answers: 'It is revoked.',
  })
  revoke(@Caller() caller: Principal, @ClientIp() clientIp: string, @Param('id', KEY_ID) id: string): Promise<void> {
    return revokeOwnKey(this, caller, id, clientIp);
  }

  private async answers({ tenant }: Principal, keys: readonly ApiKeyView[]): Promise<KeyAnswer[]> {
    const uses = await usedToday(this, tenant, keys);
    return keys.map((key, at) => keyAnswer(key, uses[at]!));
  }

  private async answer(caller: Principal, key: ApiKeyView): Promise<KeyAnswer> {
    return (await this.answers(caller, [key]))[0]!;
  }
}
