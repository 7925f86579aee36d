import type { ApproveTemplateRequest, TemplateView } from '#libs/contracts';
import { clock, PostriderError, type TenantId } from '#libs/kernel';
import { isApproved, type Template } from '../domain/template.ts';
import { changed } from './known-template.ts';
import type { TemplatePorts } from './ports.ts';
import { viewOf } from './template-view.ts';

/** From the next call on the newest version is sent. Of two approvals at once one is made. */
export async function approveTemplate(ports: TemplatePorts, request: ApproveTemplateRequest): Promise<TemplateView> {
  const tenant = request.tenant as TenantId;
  const template = await changed(ports.templates, tenant, request.template, (before) => approvedBy(before, request));
  return viewOf(ports, tenant, template);
}

function approvedBy(before: Template, { by, same_as = [], four_eyes, version }: ApproveTemplateRequest): Template {
  const { newest } = before;
  if (version !== undefined && version !== newest.version)
    throw conflict(`The newest version is ${newest.version}. Look at it, and approve that one.`);
  if (isApproved(before, newest.version)) throw conflict(`Version ${newest.version} is approved already.`);
  if (four_eyes === true && [by, ...same_as].includes(newest.created_by))
    throw new PostriderError('insufficient_scope', 'Another person than its author has to approve this version.');

  const at = new Date(clock.now());
  const mappings = before.mappings.filter((mapping) => mapping.version === newest.version);
  const approvals = [...before.approvals, { version: newest.version, at, by }];
  return { ...before, approved: newest, approvals, mappings, updated_at: at };
}

const conflict = (detail: string): PostriderError => new PostriderError('version_conflict', detail);
