import { setImmediate as turn } from 'node:timers/promises';
import type { RenderCall, RenderedItem, RenderItem, RenderReply, RenderRequest } from '#libs/contracts';
import { checkText, type ErrorCode, type TenantId } from '#libs/kernel';
import { renderText, type Compiled } from '../domain/compile.ts';
import { vendorTemplate } from '../domain/mapping.ts';
import { problemWith } from '../domain/values.ts';
import type { Sendable, TemplateName, TemplatePorts } from './ports.ts';

/** Messages that are rendered before other work gets a turn. */
const SLICE = 100;

/** Renders by the approved version that each template has now. */
export async function render(ports: TemplatePorts, { calls }: RenderRequest): Promise<RenderReply> {
  const byTenant = Map.groupBy(calls, ({ tenant }) => tenant as TenantId);
  const known = new Map<TenantId, KnownTemplates>();
  await Promise.all(
    [...byTenant].map(async ([tenant, of]) => {
      const names = of.flatMap(({ items }) => items.map((item) => item?.template));
      known.set(tenant, await knownTemplates(ports, tenant, new Set(names.filter((it) => typeof it === 'string'))));
    }),
  );
  const rendered: { readonly items: RenderedItem[] }[] = [];
  let done = 0;
  for (const call of calls) {
    const items: RenderedItem[] = [];
    for (const item of call.items) {
      if (++done % SLICE === 0) await turn();
      items.push(renderedItem(known.get(call.tenant as TenantId)!, item, call));
    }
    rendered.push({ items });
  }
  return { calls: rendered };
}

interface KnownTemplates {
  readonly sendable: ReadonlyMap<TemplateName, Sendable>;
  readonly compiled: ReadonlyMap<string, Compiled>;
}

async function knownTemplates(
  { templates }: TemplatePorts,
  tenant: TenantId,
  names: ReadonlySet<TemplateName>,
): Promise<KnownTemplates> {
  const found = await templates.sendable(tenant, [...names]);
  const approved = found.flatMap(({ id, approved: of }) => (of ? [{ id, version: of.version }] : []));
  const sendable = new Map(
    found.flatMap((it) => [it.id, it.key, String(it.number)].map((name) => [name, it] as const)),
  );
  return { sendable, compiled: await templates.compiled(tenant, approved) };
}

function renderedItem({ sendable, compiled }: KnownTemplates, item: RenderItem, call: RenderCall): RenderedItem {
  const { template: name, language } = item;
  const variables = item.variables ?? {};
  const template = sendable.get(name);
  if (!template) return refused('template_not_found', 'There is no such template.', 'template');
  const { id, approved, active, mappings } = template;
  if (!active) return refused('template_inactive', 'The template is switched off.', 'template');
  const version = approved && compiled.get(id);
  if (!version) return refused('template_not_approved', 'No version of the template is approved.', 'template');

  const problem = problemWith(version.variables, variables, call.ignore_extra === true);
  if (problem) return refused('invalid_variables', problem.detail, problem.field);
  const text = renderText(version, language, variables);
  const unsendable = checkText(text.text);
  if (unsendable) return refused('invalid_text', unsendable, 'variables');
  const vendors = mappings.filter((it) => it.version === approved.version).map((it) => vendorTemplate(it, variables));
  return {
    text: text.text,
    category: approved.category,
    template: { id, version: approved.version, language: text.language, vendors },
  };
}

const refused = (code: ErrorCode, detail: string, field: string): RenderedItem => ({ code, detail, field });
