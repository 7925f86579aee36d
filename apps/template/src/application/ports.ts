import type { Category, VendorCarries } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { Compiled } from '../domain/compile.ts';
import type { Mapping, Template, Version } from '../domain/template.ts';

export type NewTemplate = Omit<Template, 'id' | 'number' | 'revision'> & { readonly id?: string };

/** How a caller names a template: by its public id, its key, or its number in digits. */
export type TemplateName = string;

/** What a message by a template needs; undefined content: no version is approved. */
export interface Sendable {
  readonly id: string;
  readonly key: string;
  readonly number: number;
  readonly active: boolean;
  readonly approved?: { readonly version: number; readonly category: Category };
  readonly mappings: readonly Mapping[];
}

export interface TemplatePage {
  readonly limit: number;
  /** A number. */
  readonly after?: number;
  readonly active?: boolean;
  readonly category?: Category;
}

export interface Templates {
  find(tenant: TenantId, name: TemplateName): Promise<Template | undefined>;
  /** In the order of their numbers, without their texts and variables. */
  list(tenant: TenantId, page: TemplatePage): Promise<readonly Template[]>;
  /** Gives it the next number. False: a template of the tenant has the key, or the id. */
  insert(tenant: TenantId, template: NewTemplate): Promise<boolean>;
  /** False: it was changed since it was read. The version that another one replaces is kept. */
  replace(tenant: TenantId, before: Template, after: Template): Promise<boolean>;
  /** False: it was changed since it was read. Its key is free then, and its versions stay. */
  remove(tenant: TenantId, template: Template): Promise<boolean>;
  /** Replaced versions, newest first. */
  versions(
    tenant: TenantId,
    id: string,
    page: { readonly limit: number; readonly before: number },
  ): Promise<readonly Version[]>;
  version(tenant: TenantId, id: string, version: number): Promise<Version | undefined>;
  /** Those that exist, read at once and without their texts. */
  sendable(tenant: TenantId, names: readonly TemplateName[]): Promise<readonly Sendable[]>;
  /** The approved version of each that has this one, ready for rendering. */
  compiled(
    tenant: TenantId,
    approved: readonly { readonly id: string; readonly version: number }[],
  ): Promise<ReadonlyMap<string, Compiled>>;
  /** Keys of those that every tenant gets, and this one has got. */
  builtIn(tenant: TenantId): Promise<ReadonlySet<string>>;
}

export interface VendorRules {
  /** Undefined: no adapter of the vendor is running. */
  of(vendor: string): Promise<VendorCarries | undefined>;
  /** The vendors of a tenant's accounts, as far as they can be asked soon. */
  ofTenant(tenant: TenantId): Promise<readonly { readonly vendor: string; readonly carries: VendorCarries }[]>;
}

export interface TemplatePorts {
  readonly templates: Templates;
  readonly vendorRules: VendorRules;
}
