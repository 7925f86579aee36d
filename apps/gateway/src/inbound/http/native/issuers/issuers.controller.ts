import { Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { AuditLog } from '../../../../application/audit/ports.ts';
import {
  changeIssuer,
  createIssuer,
  deleteIssuer,
  listIssuers,
  readIssuer,
} from '../../../../application/issuers/manage-issuers.ts';
import { IssuerKeys, Issuers } from '../../../../application/issuers/ports.ts';
import type { Principal } from '../../../../application/ports.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf, schemaOf } from '../../openapi/schema-of.ts';
import { changeFrom, fieldsFrom } from '../../request/check-fields.ts';
import { Cursors } from '../../request/cursors.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { PAGE, pageOf, type PageWanted } from '../../request/pages.ts';
import { ISSUER_ID } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { IssuerAnswer, issuerAnswer, IssuerList } from './answers.ts';
import { ChangeIssuerBody, changeOf, CreateIssuerBody } from './issuer-bodies.ts';

@Controller('api/v1/issuers')
export class IssuersController {
  constructor(
    readonly issuers: Issuers,
    readonly issuerKeys: IssuerKeys,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @Allow('issuers:write')
  @Operation({
    id: 'listIssuers',
    summary: 'The issuers whose tokens are accepted, and disabled ones',
    answer: IssuerList,
    answers: 'A page of issuers.',
  })
  async list(@Caller() caller: Principal, @Query(new QueryOf(PAGE)) page: PageWanted): Promise<IssuerList> {
    const list = { tenant: caller.tenant, list: 'issuers' };
    const { data, next_cursor } = pageOf(await listIssuers(this, caller), ({ id }) => id, page, this.cursors, list);
    return { data: data.map(issuerAnswer), next_cursor };
  }

  @Post()
  @Allow('issuers:write')
  @Operation({
    id: 'createIssuer',
    summary: 'Accept the tokens of an issuer',
    description:
      "Its JWTs are Bearer tokens of this tenant, whose users have no password here. Every gateway accepts them within 5 seconds. A token needs iss, exp and the user's claim; the role comes from it or is the default. Give one of secret, public_key and jwks_url.",
    body: CreateIssuerBody,
    examples: {
      shared: exampleOf(CreateIssuerBody, 'name', 'issuer', 'algorithm', 'secret', 'audience', 'role_claim'),
    },
    answer: IssuerAnswer,
    answers: 'The issuer.',
    errors: ['invalid_issuer', 'insufficient_scope', 'name_taken', 'limit_reached'],
  })
  async create(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<IssuerAnswer> {
    const wanted = changeOf(fieldsFrom(CreateIssuerBody, body)) as Parameters<typeof createIssuer>[2];
    return issuerAnswer(await createIssuer(this, caller, wanted, clientIp));
  }

  @Get(':id')
  @Allow('issuers:write')
  @Operation({
    id: 'getIssuer',
    summary: 'Read an issuer, without its secret',
    answer: IssuerAnswer,
    answers: 'The issuer.',
  })
  async read(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', ISSUER_ID) id: string,
  ): Promise<IssuerAnswer> {
    return issuerAnswer(await readIssuer(this, caller, id, clientIp));
  }

  @Patch(':id')
  @Allow('issuers:write')
  @Operation({
    id: 'changeIssuer',
    summary: 'Change, disable or enable an issuer, or give it another key',
    description: 'Every gateway applies it within 5 seconds, also to tokens that were made before.',
    body: { ...schemaOf(ChangeIssuerBody), minProperties: 1 },
    examples: { disabled: exampleOf(ChangeIssuerBody, 'enabled') },
    answer: IssuerAnswer,
    answers: 'The issuer now.',
    errors: ['invalid_issuer', 'insufficient_scope', 'name_taken'],
  })
  async change(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', ISSUER_ID) id: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<IssuerAnswer> {
    const change = changeOf(changeFrom(ChangeIssuerBody, body));
    return issuerAnswer(await changeIssuer(this, caller, { id, change }, clientIp));
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('issuers:write')
  @Operation({
    id: 'deleteIssuer',
    summary: 'Delete an issuer',
    description: 'Every gateway refuses its tokens within 5 seconds.',
    answers: 'The issuer is deleted.',
  })
  delete(@Caller() caller: Principal, @ClientIp() clientIp: string, @Param('id', ISSUER_ID) id: string): Promise<void> {
    return deleteIssuer(this, caller, id, clientIp);
  }
}
