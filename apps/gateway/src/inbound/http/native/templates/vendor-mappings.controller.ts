import { Controller, Delete, HttpCode, Param, Put, Query } from '@nestjs/common';
import { VendorMapping } from '#libs/contracts';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Templates, type Principal } from '../../../../application/ports.ts';
import { mapVendor, unmapVendor } from '../../../../application/templates/map-vendors.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';
import { fieldsFrom } from '../../request/check-fields.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { TEMPLATE, VENDOR } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { MappingBody, OF_VERSION, type OfVersion } from './template-bodies.ts';

@Controller('api/v1/templates/:id/vendor-mappings')
export class VendorMappingsController {
  constructor(
    readonly templates: Templates,
    readonly audit: AuditLog,
  ) {}

  @Put(':vendor')
  @HttpCode(200)
  @Allow('templates:write')
  @Operation({
    id: 'mapTemplate',
    summary: 'Say by which template of its own a vendor sends this one',
    description:
      'For vendors that send codes by templates of their own. Routes of such a vendor do not carry a message whose template is not mapped. A mapping is of one version; a new version takes it over if it has the same variables. A mapping of an approved version needs templates:approve.',
    body: MappingBody,
    examples: { code: exampleOf(MappingBody, 'code', 'tokens') },
    answer: VendorMapping,
    answers: 'The mapping.',
    errors: ['invalid_template'],
  })
  map(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', TEMPLATE) id: string,
    @Param('vendor', VENDOR) vendor: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<VendorMapping> {
    return mapVendor(this, caller, { template: id, vendor, ...fieldsFrom(MappingBody, body) }, clientIp);
  }

  @Delete(':vendor')
  @HttpCode(204)
  @Allow('templates:write')
  @Operation({ id: 'unmapTemplate', summary: 'Remove the mapping of a vendor', answers: 'It is removed.' })
  unmap(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', TEMPLATE) id: string,
    @Param('vendor', VENDOR) vendor: string,
    @Query(new QueryOf(OF_VERSION)) { version }: OfVersion,
  ): Promise<void> {
    const of = version === undefined ? {} : { version: Number(version) };
    return unmapVendor(this, caller, { template: id, vendor, ...of }, clientIp);
  }
}
