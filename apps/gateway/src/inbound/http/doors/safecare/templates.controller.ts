import { Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import type { TemplateView } from '#libs/contracts';
import { PostriderError, randomBase32 } from '#libs/kernel';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { ApiKeys } from '../../../../application/keys/ports.ts';
import { Templates, type Principal } from '../../../../application/ports.ts';
import { approveTemplate } from '../../../../application/templates/approve-template.ts';
import { changeTemplate, createTemplate, deleteTemplate } from '../../../../application/templates/change-templates.ts';
import { listTemplates, readTemplate } from '../../../../application/templates/read-templates.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf, schemaOf } from '../../openapi/schema-of.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { TEMPLATE } from '../../request/path-ids.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { SafecareTemplate, SafecareTemplateList, type ItemsWanted } from './answers.ts';
import { bodyOf, ChangeSafecareTemplateBody, changeOf, CreateSafecareTemplateBody } from './bodies.ts';
import { DoorQueryOf, ITEMS } from './query.ts';

/** Its texts are in no particular language. */
const LANGUAGE = 'und';
const WRONG_CONTENT = ['invalid_template', 'invalid_placeholder', 'invalid_text'] as const;
const CHANGES = {
  summary: 'Change a template',
  description: 'Another text makes a new version, which is a draft; messages take the approved one until then.',
  body: { ...schemaOf(ChangeSafecareTemplateBody), minProperties: 1 },
  examples: { text: exampleOf(ChangeSafecareTemplateBody, 'content') },
  answer: SafecareTemplate,
  answers: 'The template after the change.',
  errors: [...WRONG_CONTENT, 'limit_reached' as const],
};

@Controller('templates')
export class SafecareTemplatesController {
  constructor(
    readonly templates: Templates,
    readonly tenants: Tenants,
    readonly keys: ApiKeys,
    readonly audit: AuditLog,
  ) {}

  @Post()
  @Allow('templates:write')
  @Operation({
    id: 'safecareCreateTemplate',
    summary: 'Make a template',
    body: CreateSafecareTemplateBody,
    examples: { code: exampleOf(CreateSafecareTemplateBody, 'name', 'content') },
    answer: SafecareTemplate,
    answers: 'The template: messages take it once it is approved.',
    errors: WRONG_CONTENT,
  })
  async create(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<SafecareTemplate> {
    const { name, content, category } = bodyOf(CreateSafecareTemplateBody, body);
    const wanted = { key: keyFor(name), name, contents: { [LANGUAGE]: content }, ...(category && { category }) };
    return answerOf(await createTemplate(this, caller, wanted, clientIp));
  }

  @Get()
  @Allow('templates:read')
  @Operation({
    id: 'safecareListTemplates',
    summary: 'Templates, the newest first',
    answer: SafecareTemplateList,
    answers: 'A page of them.',
  })
  async list(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Query(new DoorQueryOf(ITEMS)) { limit, skip }: ItemsWanted,
  ): Promise<SafecareTemplateList> {
    const ids = await this.idsOf(caller);
    const page = ids.slice(skip, skip + limit).map((id) => this.find(caller, id, clientIp));
    const items = (await Promise.all(page)).flatMap((it) => it ?? []);
    return { items, total: ids.length, limit, skip };
  }

  @Get(':id')
  @Allow('templates:read')
  @Operation({
    id: 'safecareGetTemplate',
    summary: 'Read a template',
    answer: SafecareTemplate,
    answers: 'The template.',
  })
  async read(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', TEMPLATE) id: string,
  ): Promise<SafecareTemplate> {
    return answerOf(await readTemplate(this, caller, id, clientIp));
  }

  @Patch(':id')
  @Allow('templates:write')
  @Operation({ ...CHANGES, id: 'safecareChangeTemplate' })
  async change(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', TEMPLATE) id: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<SafecareTemplate> {
    const { content, ...others } = changeOf(ChangeSafecareTemplateBody, body);
    const change = { ...others, ...(content !== undefined && { contents: { [LANGUAGE]: content } }) };
    return answerOf(await changeTemplate(this, caller, { template: id, change }, clientIp));
  }

  @Put(':id')
  @Allow('templates:write')
  @Operation({ ...CHANGES, id: 'safecarePutTemplate' })
  put(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', TEMPLATE) id: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<SafecareTemplate> {
    return this.change(caller, clientIp, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('templates:write')
  @Operation({
    id: 'safecareDeleteTemplate',
    summary: 'Delete a template',
    answers: 'It is deleted.',
    errors: ['version_conflict'],
  })
  delete(@Caller() caller: Principal, @ClientIp() clientIp: string, @Param('id', TEMPLATE) id: string): Promise<void> {
    return deleteTemplate(this, caller, id, clientIp);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @Allow('templates:approve')
  @Operation({
    id: 'safecareApproveTemplate',
    summary: 'Approve the newest version of a template',
    description: 'Repeating the call changes nothing. A body is ignored.',
    answer: SafecareTemplate,
    answers: 'The template after the approval.',
  })
  async approve(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', TEMPLATE) id: string,
  ): Promise<SafecareTemplate> {
    const template = await readTemplate(this, caller, id, clientIp);
    if (template.state === 'approved') return answerOf(template);
    return answerOf(await approveTemplate(this, caller, { template: id }, clientIp));
  }

  private async idsOf(caller: Principal): Promise<string[]> {
    const ids: string[] = [];
    for (let after: number | undefined; ;) {
      const { items, next } = await listTemplates(this, caller, { limit: 100, ...(after !== undefined && { after }) });
      ids.push(...items.map(({ id }) => id));
      if (next === undefined) return ids.toReversed();
      after = next;
    }
  }

  /** Undefined if it was deleted meanwhile. */
  private async find(caller: Principal, template: string, clientIp: string): Promise<SafecareTemplate | undefined> {
    try {
      return answerOf(await readTemplate(this, caller, template, clientIp));
    } catch (error) {
      if (error instanceof PostriderError && error.code === 'not_found') return undefined;
      throw error;
    }
  }
}

/** The native API names a template by its key, which is unique; names here are not. */
function keyFor(name: string): string {
  const letters = name.normalize('NFD').replace(/\p{M}/gu, '').replaceAll(/[đĐ]/g, 'd').toLowerCase();
  const words = letters.replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '');
  return `${words.slice(0, 48) || 'template'}-${randomBase32(8)}`;
}

const answerOf = (view: TemplateView): SafecareTemplate => ({
  id: view.id,
  name: view.name,
  content: view.contents[view.languages[0]!] ?? '',
  status: view.state === 'approved' ? 'APPROVED' : 'DRAFT',
  version: view.version,
  category: view.category,
  created_at: view.created_at,
  updated_at: view.updated_at,
});
