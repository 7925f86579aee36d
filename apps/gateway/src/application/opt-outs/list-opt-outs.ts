import type { OptOutOfNumber, OptOutScope, OptOutsReply, OptOutView } from '#libs/contracts';
import type { Principal } from '../../domain/principal.ts';
import { audited } from '../audit/audited.ts';
import type { Dispatcher } from '../ports.ts';
import { regionOf } from './add-opt-out.ts';
import type { OptOutPorts } from './ports.ts';

interface Page {
  readonly scope?: OptOutScope;
  readonly limit: number;
  readonly after?: string;
}

const EXPORTED_AT_ONCE = 500;

/** A page of the opt-outs in force, newest first. */
export function listOptOuts(
  { dispatcher }: { readonly dispatcher: Dispatcher },
  { tenant }: Principal,
  page: Page,
): Promise<OptOutsReply> {
  return dispatcher.optOuts.list({ tenant, ...page });
}

/** The opt-out of one number, and what changed. */
export async function findOptOut(
  { dispatcher, tenants }: Pick<OptOutPorts, 'dispatcher' | 'tenants'>,
  principal: Principal,
  number: string,
): Promise<OptOutOfNumber> {
  return dispatcher.optOuts.find({ tenant: principal.tenant, ...(await regionOf(tenants, principal)), number });
}

/** All of them, page by page. The first page is read before this resolves, so that a refusal is an error and no file. */
export function exportOptOuts(
  ports: Pick<OptOutPorts, 'dispatcher' | 'audit'>,
  principal: Principal,
  choice: Pick<Page, 'scope'>,
  clientIp: string,
): Promise<AsyncIterable<OptOutView>> {
  return audited(ports.audit, { principal, action: 'opt_outs.export', clientIp }, async () => {
    const first = await listOptOuts(ports, principal, { ...choice, limit: EXPORTED_AT_ONCE });
    return allOf(first, (after) => listOptOuts(ports, principal, { ...choice, limit: EXPORTED_AT_ONCE, after }));
  });
}

async function* allOf(first: OptOutsReply, next: (after: string) => Promise<OptOutsReply>): AsyncGenerator<OptOutView> {
  for (let page = first; ; page = await next(page.next)) {
    yield* page.items;
    if (page.next === undefined) return;
  }
}
