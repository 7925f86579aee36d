import { Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { PreviewTemplateReply, TemplateView } from '#libs/contracts';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { ApiKeys } from '../../../../application/keys/ports.ts';
import { Templates, type Principal } from '../../../../application/ports.ts';
import { approveTemplate } from '../../../../application/templates/approve-template.ts';
import { changeTemplate, createTemplate, deleteTemplate } from '../../../../application/templates/change-templates.ts';
import {
  listTemplates,
  listTemplateVersions,
  previewTemplate,
  readTemplate,
} from '../../../../application/templates/read-templates.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf, schemaOf } from '../../openapi/schema-of.ts';
import { fieldsFrom } from '../../request/check-fields.ts';
import { Cursors } from '../../request/cursors.ts';
import { JsonBody, OptionalJsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { PAGE, pageOfChanges, type PageWanted } from '../../request/pages.ts';
import { TEMPLATE } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { TemplateList, TemplateVersions } from './answers.ts';
import {
  ApproveBody,
  ChangeTemplateBody,
  CreateTemplateBody,
  newTemplateFrom,
  PreviewBody,
  TEMPLATE_PAGE,
  templateChangeFrom,
  type TemplatePage,
} from './template-bodies.ts';

const LIST = 'templates';
const WRONG_CONTENT = ['invalid_template', 'invalid_placeholder', 'invalid_text'] as const;

@Controller('api/v1/templates')
export class TemplatesController {
  constructor(
    readonly templates: Templates,
    readonly tenants: Tenants,
    readonly keys: ApiKeys,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @Allow('templates:read')
  @Operation({
    id: 'listTemplates',
    summary: 'Templates, by their numbers',
    answer: TemplateList,
    answers: 'A page of them.',
  })
  async list(
    @Caller() caller: Principal,
    @Query(new QueryOf(TEMPLATE_PAGE)) { limit, cursor, active, category }: TemplatePage,
  ): Promise<TemplateList> {
    const { tenant } = caller;
    const { items, next } = await listTemplates(this, caller, {
      limit,
      ...(cursor !== undefined && { after: Number(this.cursors.open(tenant, LIST, cursor)) }),
      ...(active && { active: active === 'true' }),
      ...(category && { category }),
    });
    return { data: items, next_cursor: next === undefined ? null : this.cursors.seal(tenant, LIST, String(next)) };
  }

  @Post()
  @Allow('templates:write')
  @Operation({
    id: 'createTemplate',
    summary: 'Make a template',
    description: 'Its first version is a draft: it is sent once it is approved.',
    body: CreateTemplateBody,
    examples: { code: exampleOf(CreateTemplateBody, 'key', 'name', 'category', 'contents', 'variables') },
    answer: TemplateView,
    answers: 'The template, with hints for its author.',
    errors: [...WRONG_CONTENT, 'name_taken'],
  })
  create(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<TemplateView> {
    return createTemplate(this, caller, newTemplateFrom(body), clientIp);
  }

  @Get(':id')
  @Allow('templates:read')
  @Operation({
    id: 'getTemplate',
    summary: 'Read a template with its newest version',
    answer: TemplateView,
    answers: 'The template.',
  })
  read(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', TEMPLATE) id: string,
  ): Promise<TemplateView> {
    return readTemplate(this, caller, id, clientIp);
  }

  @Patch(':id')
  @Allow('templates:write')
  @Operation({
    id: 'changeTemplate',
    summary: 'Change a template',
    description:
      'Other texts, variables, category or message_type make a new version, which is a draft; messages take the newest approved version until it is approved.',
    body: { ...schemaOf(ChangeTemplateBody), minProperties: 1 },
    examples: {
      text: exampleOf(ChangeTemplateBody, 'contents'),
      off: exampleOf(ChangeTemplateBody, 'active'),
    },
    answer: TemplateView,
    answers: 'The template after the change.',
    errors: [...WRONG_CONTENT, 'limit_reached'],
  })
  change(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', TEMPLATE) id: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<TemplateView> {
    return changeTemplate(this, caller, { template: id, change: templateChangeFrom(body) }, clientIp);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('templates:write')
  @Operation({
    id: 'deleteTemplate',
    summary: 'Delete a template',
    description: 'Messages that were sent by it keep its id. Its key may be used again.',
    answers: 'It is deleted.',
    errors: ['version_conflict'],
  })
  delete(@Caller() caller: Principal, @ClientIp() clientIp: string, @Param('id', TEMPLATE) id: string): Promise<void> {
    return deleteTemplate(this, caller, id, clientIp);
  }

  @Get(':id/versions')
  @Allow('templates:read')
  @Operation({
    id: 'listTemplateVersions',
    summary: 'The versions of a template, newest first',
    answer: TemplateVersions,
    answers: 'A page of them.',
  })
  versions(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', TEMPLATE) id: string,
    @Query(new QueryOf(PAGE)) page: PageWanted,
  ): Promise<TemplateVersions> {
    const list = { tenant: caller.tenant, list: `template-versions|${id}` };
    const versions = (of: { limit: number; before?: number }) =>
      listTemplateVersions(this, caller, { template: id, ...of }, clientIp);
    return pageOfChanges(versions, page, this.cursors, list);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @Allow('templates:approve')
  @Operation({
    id: 'approveTemplate',
    summary: 'Approve the newest version of a template',
    description:
      'From the next call on messages take it. Of two approvals at once one is made. Where the tenant has template_four_eyes, the author of the version does not approve it.',
    body: ApproveBody,
    examples: { looked_at: exampleOf(ApproveBody, 'version') },
    answer: TemplateView,
    answers: 'The template after the approval.',
    errors: ['version_conflict'],
  })
  approve(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', TEMPLATE) id: string,
    @OptionalJsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<TemplateView> {
    return approveTemplate(this, caller, { template: id, ...fieldsFrom(ApproveBody, body) }, clientIp);
  }

  @Post(':id/preview')
  @HttpCode(200)
  @Allow('templates:read')
  @Operation({
    id: 'previewTemplate',
    summary: 'The texts of a template with values, and the parts they would be sent in',
    body: PreviewBody,
    examples: { values: exampleOf(PreviewBody, 'variables', 'language') },
    answer: PreviewTemplateReply,
    answers: 'The texts.',
    errors: ['invalid_variables'],
  })
  preview(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', TEMPLATE) id: string,
    @OptionalJsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<PreviewTemplateReply> {
    return previewTemplate(this, caller, { template: id, ...fieldsFrom(PreviewBody, body) }, clientIp);
  }
}
