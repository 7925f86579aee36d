import type { CreateTemplateRequest, TemplateView } from '#libs/contracts';
import { clock, PostriderError, type TenantId } from '#libs/kernel';
import { checkedContent, type GivenContent } from '../domain/check-content.ts';
import type { TemplatePorts } from './ports.ts';
import { viewOf } from './template-view.ts';

/** Not of digits alone, which name a number; ids have capital letters. */
const KEY = /^(?=.*[a-z_-])[a-z0-9][a-z0-9_.-]{0,63}$/;

/** Its first version is a draft. */
export async function createTemplate(ports: TemplatePorts, request: CreateTemplateRequest): Promise<TemplateView> {
  const { key, name = key, by, category = 'general', message_type, contents = {}, variables } = request;
  if (!KEY.test(key)) throw new PostriderError('invalid_template', KEY_SAYS, { errors: [WRONG_KEY] });
  const given: GivenContent = { category, ...(message_type !== undefined && { message_type }), contents };
  const content = checkedContent(variables === undefined ? given : { ...given, variables: { ...variables } });

  const tenant = request.tenant as TenantId;
  const now = new Date(clock.now());
  const made = { created_at: now, created_by: by };
  const template = {
    key,
    name,
    active: true,
    newest: { ...content, version: 1, ...made },
    approvals: [],
    mappings: [],
    ...made,
  };
  if (!(await ports.templates.insert(tenant, { ...template, updated_at: now })))
    throw new PostriderError(
      'name_taken',
      'Another template has this key. Choose another one, or change that template.',
    );
  return viewOf(ports, tenant, (await ports.templates.find(tenant, key))!);
}

const KEY_SAYS =
  'A key has 1 to 64 lower-case letters, digits, dots, dashes and underscores, a letter or digit first, and not digits alone.';
const WRONG_KEY = { field: 'key', code: 'invalid_template', message: KEY_SAYS } as const;
