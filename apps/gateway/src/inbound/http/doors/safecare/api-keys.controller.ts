import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { NewApiKey } from '#libs/kernel';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { keyStateOf } from '../../../../application/keys/key-state.ts';
import {
  createOwnKey,
  listOwnKeys,
  readKey,
  revokeOwnKey,
  rotateKey,
} from '../../../../application/keys/manage-keys.ts';
import { ApiKeys, KeyHasher, type ApiKeyView } from '../../../../application/keys/ports.ts';
import { QuotaLimits, type Principal } from '../../../../application/ports.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import { tenantOf } from '../../../../application/tenants/tenant-policy.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { KEY_ID } from '../../request/path-ids.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import {
  NewSafecareKey,
  SafecareKeyEntry,
  SafecareKeyList,
  type ItemsWanted,
  type KEY_STATUSES,
  type SafecareKey,
} from './answers.ts';
import { bodyOf, CreateSafecareKeyBody } from './bodies.ts';
import { DoorQueryOf, ITEMS } from './query.ts';
import { scopesOf, scopeWords } from './words.ts';

@Controller('admin/api-keys')
export class SafecareKeysController {
  constructor(
    readonly keys: ApiKeys,
    readonly hasher: KeyHasher,
    readonly quotaLimits: QuotaLimits,
    readonly tenants: Tenants,
    readonly audit: AuditLog,
  ) {}

  @Post()
  @Allow('keys:write')
  @Operation({
    id: 'safecareCreateKey',
    summary: 'Create an API key',
    description: "Of the tenant's default_environment, unless the call is narrowed to another one.",
    body: CreateSafecareKeyBody,
    examples: { shop: exampleOf(CreateSafecareKeyBody, 'client_name', 'scopes', 'rate_limit_per_day') },
    answer: NewSafecareKey,
    answers: 'The key: it is in this answer only.',
    errors: ['invalid_api_key', 'limit_reached'],
  })
  async create(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<NewSafecareKey> {
    const { client_name: name, scopes, rate_limit_per_day: dailyLimit } = bodyOf(CreateSafecareKeyBody, body);
    const environment = caller.environment ?? (await tenantOf(this.tenants, caller)).defaultEnvironment;
    const wanted = { name, environment, scopes: scopesOf(scopes), ...(dailyLimit !== undefined && { dailyLimit }) };
    return this.made(caller, await createOwnKey(this, caller, wanted, clientIp), clientIp);
  }

  @Get()
  @Allow('keys:write')
  @Operation({
    id: 'safecareListKeys',
    summary: 'The API keys, the newest first, including ended ones',
    answer: SafecareKeyList,
    answers: 'A page of them.',
  })
  async list(
    @Caller() caller: Principal,
    @Query(new DoorQueryOf(ITEMS)) { limit, skip }: ItemsWanted,
  ): Promise<SafecareKeyList> {
    const keys = (await listOwnKeys(this, caller)).toReversed();
    const items = keys.slice(skip, skip + limit).map((key) => this.entry(key));
    return { items, total: keys.length, limit, skip };
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @Allow('keys:write')
  @Operation({
    id: 'safecareRevokeKey',
    summary: 'Revoke an API key',
    description: 'Every gateway refuses it within 5 seconds. Repeating the call changes nothing. A body is ignored.',
    answer: SafecareKeyEntry,
    answers: 'The key now.',
  })
  async revoke(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', KEY_ID) id: string,
  ): Promise<SafecareKeyEntry> {
    await revokeOwnKey(this, caller, id, clientIp);
    return this.entry(await readKey(this, caller, id, clientIp));
  }

  @Post(':id/rotate')
  @HttpCode(201)
  @Allow('keys:write')
  @Operation({
    id: 'safecareRotateKey',
    summary: 'Replace an API key by a new one with the same rights',
    description: 'The old key ends at once. A body is ignored.',
    answer: NewSafecareKey,
    answers: 'The new key: it is in this answer only.',
    errors: ['already_closed', 'limit_reached'],
  })
  async rotate(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', KEY_ID) id: string,
  ): Promise<NewSafecareKey> {
    return this.made(caller, await rotateKey(this, caller, { id, overlapS: 0 }, clientIp), clientIp);
  }

  private async made(caller: Principal, { keyId, key }: NewApiKey, clientIp: string): Promise<NewSafecareKey> {
    return { ...this.key(await readKey(this, caller, keyId, clientIp)), plain_key: key };
  }

  private key({ id, name, scopes, dailyLimit = this.quotaLimits.keyPerDay }: ApiKeyView): SafecareKey {
    return { id, client_name: name ?? '', scopes: scopeWords(scopes), rate_limit_per_day: dailyLimit };
  }

  private entry(key: ApiKeyView): SafecareKeyEntry {
    return {
      ...this.key(key),
      status: keyStateOf(key).toUpperCase() as (typeof KEY_STATUSES)[number],
      created_at: key.createdAt.toISOString(),
      ...(key.lastUsedAt && { last_used_at: key.lastUsedAt.toISOString() }),
    };
  }
}
