import type { ChangeTemplateRequest, TemplateView } from '#libs/contracts';
import { clock, PostriderError, type TenantId } from '#libs/kernel';
import { checkedContent } from '../domain/check-content.ts';
import { carriedOver } from '../domain/mapping.ts';
import { isApproved, type Template, type Variable, type Version } from '../domain/template.ts';
import { changed } from './known-template.ts';
import type { TemplatePorts } from './ports.ts';
import { contentsOf, viewOf } from './template-view.ts';

/** Every content ever sent is kept, so there is an end. */
const MOST_VERSIONS = 1_000;

/** Other content makes a new version, which is a draft: an approved version is never changed. */
export async function changeTemplate(ports: TemplatePorts, request: ChangeTemplateRequest): Promise<TemplateView> {
  const tenant = request.tenant as TenantId;
  const template = await changed(ports.templates, tenant, request.template, (before) => changedBy(before, request));
  return viewOf(ports, tenant, template);
}

function changedBy(before: Template, request: ChangeTemplateRequest): Template {
  const now = new Date(clock.now());
  const { name = before.name, active = before.active } = request;
  const head = { ...before, name, active, updated_at: now };
  const { category, message_type, contents, variables, by } = request;
  if ([category, message_type, contents, variables].every((it) => it === undefined)) return head;

  const { newest } = before;
  if (newest.version === MOST_VERSIONS)
    throw new PostriderError(
      'limit_reached',
      `A template has at most ${MOST_VERSIONS} versions. Make another template.`,
    );
  const type = message_type ?? newest.message_type;
  const content = checkedContent({
    category: category ?? newest.category,
    ...(type !== undefined && { message_type: type }),
    contents: contents ?? contentsOf(newest),
    ...(variables !== undefined && { variables: { ...variables } }),
  });
  const version = newest.version + 1;
  const made = {
    ...content,
    variables: ruled(content.variables, newest, variables),
    version,
    created_at: now,
    created_by: by,
  };
  const isSent = isApproved(before, newest.version);
  const kept = isSent ? before.mappings : before.mappings.filter((mapping) => mapping.version !== newest.version);
  const carried = before.mappings.filter((mapping) => mapping.version === newest.version);
  return { ...head, newest: made, mappings: [...kept, ...carriedOver(carried, made)] };
}

/** Rules that were not given again stay. */
const ruled = (
  now: readonly Variable[],
  before: Version,
  given: ChangeTemplateRequest['variables'],
): readonly Variable[] =>
  given === undefined ? now.map((it) => before.variables.find(({ name }) => name === it.name) ?? it) : now;
