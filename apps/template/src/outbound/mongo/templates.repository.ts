import { setImmediate as turn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { isRequestId, newRequestId, PostriderError, type TenantId } from '#libs/kernel';
import { insertManyUnordered, type TenantFilter } from '#libs/persistence';
import { compile, type Compiled } from '../../domain/compile.ts';
import type { Template, Version } from '../../domain/template.ts';
import type { NewTemplate, Sendable, TemplateName, TemplatePage, Templates } from '../../application/ports.ts';
import type { Collections, TemplateDocument, TemplateVersionDocument } from './collections.ts';

type Filter = TenantFilter<TemplateDocument>;

/** Versions that are kept ready for rendering; they never change. */
const MOST_COMPILED = 2_000;
const MOST_NUMBERS_TRIED = 100;
/** Versions that are made ready before other work gets a turn. */
const SLICE = 10;

export class MongoTemplates implements Templates {
  readonly #compiled = new LRUCache<string, Compiled>({ max: MOST_COMPILED });

  constructor(private readonly collections: Collections) {}

  async find(tenant: TenantId, name: TemplateName): Promise<Template | undefined> {
    const found = await this.collections.templates.findOne(namedBy(tenant, [name]));
    return found ? templateOf(found) : undefined;
  }

  async list(tenant: TenantId, { limit, after = 0, active, category }: TemplatePage): Promise<readonly Template[]> {
    const where = {
      tenant,
      number: { $gt: after },
      ...EXISTS,
      ...(active !== undefined && { active }),
      ...(category && { 'newest.category': category }),
    } as Filter;
    const found = this.collections.templates.find(where, { projection: LISTED }).sort({ number: 1 }).limit(limit);
    return (await found.toArray()).map(templateOf);
  }

  /** The next number is taken by the insert: another template that takes it first makes this one try again. */
  async insert(tenant: TenantId, { id = newRequestId(), ...template }: NewTemplate): Promise<boolean> {
    const all = this.collections.templates.acrossTenants('the document names its tenant');
    for (let tries = 0; tries < MOST_NUMBERS_TRIED; tries++) {
      const newest = await this.collections.templates.findOne({ tenant }, NEWEST_NUMBER);
      const document = { _id: idOf(tenant, id), tenant, number: (newest?.number ?? 0) + 1, revision: 1, ...template };
      const [outcome] = await insertManyUnordered(all, [document as TemplateDocument]);
      if (outcome === 'inserted') return true;
      if (outcome!.duplicate !== 'number') return false;
    }
    throw new PostriderError('service_unavailable', 'Many templates are made at this moment. Try again.', {
      retryAfterMs: 1_000,
    });
  }

  async replace(tenant: TenantId, before: Template, after: Template): Promise<boolean> {
    if (before.newest.version !== after.newest.version) await this.keep(tenant, before);
    const { id, ...set } = after;
    const { matchedCount } = await this.collections.templates.updateOne(asRead(tenant, before), { $set: set });
    return matchedCount === 1;
  }

  async remove(tenant: TenantId, template: Template): Promise<boolean> {
    await this.keep(tenant, template);
    const gone = { active: false, deleted_at: template.updated_at, revision: template.revision + 1 };
    const { matchedCount } = await this.collections.templates.updateOne(asRead(tenant, template), {
      $set: gone,
      $unset: { key: true },
    } as never);
    return matchedCount === 1;
  }

  async versions(
    tenant: TenantId,
    id: string,
    { limit, before }: { readonly limit: number; readonly before: number },
  ): Promise<readonly Version[]> {
    const range = { $gt: `${idOf(tenant, id)}.`, $lt: versionId(tenant, id, before) };
    const found = this.collections.versions.find({ tenant, _id: range }).sort({ _id: -1 }).limit(limit);
    return (await found.toArray()).map(versionIn);
  }

  async version(tenant: TenantId, id: string, version: number): Promise<Version | undefined> {
    const found = await this.collections.versions.findOne({ tenant, _id: versionId(tenant, id, version) });
    return found ? versionIn(found) : undefined;
  }

  async sendable(tenant: TenantId, names: readonly TemplateName[]): Promise<readonly Sendable[]> {
    if (names.length === 0) return [];
    const found = await this.collections.templates.find(namedBy(tenant, names), { projection: SENDABLE }).toArray();
    return found.map(({ _id, ...of }) => ({ id: publicId(_id), ...of }) as unknown as Sendable);
  }

  async compiled(
    tenant: TenantId,
    approved: readonly { readonly id: string; readonly version: number }[],
  ): Promise<ReadonlyMap<string, Compiled>> {
    const ready = new Map<string, Compiled>();
    const lacking: (typeof approved)[number][] = [];
    for (const it of approved) {
      const known = this.#compiled.get(versionId(tenant, it.id, it.version));
      if (known) ready.set(it.id, known);
      else lacking.push(it);
    }
    if (lacking.length > 0) for (const [id, it] of await this.compileNow(tenant, lacking)) ready.set(id, it);
    return ready;
  }

  async builtIn(tenant: TenantId): Promise<ReadonlySet<string>> {
    const where = { tenant, built_in: { $gt: '' } } as Filter;
    const found = await this.collections.templates
      .find(where, { projection: { built_in: 1 } })
      .sort({ built_in: 1 })
      .toArray();
    return new Set(found.map(({ built_in }) => built_in!));
  }

  /** Of a template that was approved anew meanwhile the wanted version is among the replaced ones. */
  private async compileNow(
    tenant: TenantId,
    wanted: readonly { readonly id: string; readonly version: number }[],
  ): Promise<ReadonlyMap<string, Compiled>> {
    const versions = new Map(wanted.map(({ id, version }) => [idOf(tenant, id), version]));
    const present = { tenant, _id: { $in: [...versions.keys()] } } as Filter;
    const found = await this.collections.templates.find(present, { projection: { approved: 1 } }).toArray();
    const contents = found.flatMap(({ _id, approved }) =>
      approved && approved.version === versions.get(_id) ? [{ id: publicId(_id), of: approved }] : [],
    );
    const moved = wanted.filter(({ id }) => !contents.some((it) => it.id === id));
    for (const { id, version } of moved) {
      const of = await this.version(tenant, id, version);
      if (of) contents.push({ id, of });
    }
    const compiled = new Map<string, Compiled>();
    for (const [at, { id, of }] of contents.entries()) {
      if (at > 0 && at % SLICE === 0) await turn();
      const ready = compile(of);
      compiled.set(id, ready);
      this.#compiled.set(versionId(tenant, id, of.version), ready);
    }
    return compiled;
  }

  /** Before it is replaced: after a crash in between it is there twice, and the same. */
  private async keep(tenant: TenantId, { id, newest }: Template): Promise<void> {
    const all = this.collections.versions.acrossTenants('the document names its tenant');
    const document = { _id: versionId(tenant, id, newest.version), tenant, ...newest };
    await insertManyUnordered(all, [document as TemplateVersionDocument]);
  }
}

const EXISTS = { deleted_at: { $exists: false } };
const NEWEST_NUMBER = { projection: { number: 1 }, sort: { number: -1 } } as const;
const LISTED = { 'newest.contents.text': 0, 'newest.variables': 0, 'approved.contents': 0, 'approved.variables': 0 };
const SENDABLE = { key: 1, number: 1, active: 1, 'approved.version': 1, 'approved.category': 1, mappings: 1 };
const NUMBER = /^\d{1,9}$/;

/** One filter for each form of name, so that each uses its index. */
function namedBy(tenant: TenantId, names: readonly TemplateName[]): Filter {
  const ids = names.filter(isRequestId).map((id) => idOf(tenant, id));
  const numbers = names.filter((name) => NUMBER.test(name)).map(Number);
  const keys = names.filter((name) => !isRequestId(name) && !NUMBER.test(name));
  const forms = [
    ...(ids.length > 0 ? [{ tenant, _id: { $in: ids } }] : []),
    ...(numbers.length > 0 ? [{ tenant, number: { $in: numbers } }] : []),
    ...(keys.length > 0 ? [{ tenant, key: { $in: keys } }] : []),
  ];
  const [first, ...others] = forms;
  return { tenant, ...(others.length > 0 ? { $or: forms } : first), ...EXISTS } as Filter;
}

const asRead = (tenant: TenantId, { id, revision }: Template): Filter =>
  ({ tenant, _id: idOf(tenant, id), revision, ...EXISTS }) as Filter;

const idOf = (tenant: TenantId, id: string): string => `${tenant}.${id}`;
const publicId = (_id: string): string => _id.slice(9);

/** `Infinity`: after every version. */
const versionId = (tenant: TenantId, id: string, version: number): string =>
  `${idOf(tenant, id)}.${version === Infinity ? ':' : String(version).padStart(4, '0')}`;

function templateOf({ _id, tenant: _, ...template }: TemplateDocument): Template {
  return { ...(template as unknown as Template), id: publicId(_id) };
}

function versionIn({ _id, tenant: _, ...version }: TemplateVersionDocument): Version {
  return version as unknown as Version;
}
