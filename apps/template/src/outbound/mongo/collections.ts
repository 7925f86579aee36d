import type { TenantId } from '#libs/kernel';
import type { MongoSession, OfTenant, TenantCollection } from '#libs/persistence';
import type { Template, Version } from '../../domain/template.ts';

/** `_id` is `<tenant>.<id>`. */
export interface TemplateDocument extends Omit<Template, 'id' | 'key'>, OfTenant {
  readonly _id: string;
  readonly tenant: TenantId;
  /** Absent once it is deleted: another template may have the key then. */
  readonly key?: string;
  readonly deleted_at?: Date;
}

/** A version that another one replaced; `_id` is `<tenant>.<id of the template>.<version, 4 digits>`. */
export interface TemplateVersionDocument extends Version, OfTenant {
  readonly _id: string;
  readonly tenant: TenantId;
}

export interface Collections {
  readonly templates: TenantCollection<TemplateDocument>;
  readonly versions: TenantCollection<TemplateVersionDocument>;
}

export const collectionsOf = (session: MongoSession): Collections => ({
  templates: session.tenantCollection<TemplateDocument>('templates'),
  versions: session.tenantCollection<TemplateVersionDocument>('template_versions'),
});
