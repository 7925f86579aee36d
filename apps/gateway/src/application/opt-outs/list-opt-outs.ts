import type { OptOutOfNumber, OptOutScope, OptOutsReply, OptOutView } from '#libs/contracts';
import type { Principal } from '../../domain/principal.ts';
import { audited } from '../audit/audited.ts';
import { auditContentRead } from '../audit/content-read.ts';
import { regionOf } from './add-opt-out.ts';
import type { OptOutPorts } from './ports.ts';
import { readsOptOutsAs } from './reads-opt-outs-as.ts';

type Choice = { readonly scope?: OptOutScope };
type ReadPorts = Pick<OptOutPorts, 'dispatcher' | 'audit'>;

const EXPORTED_AT_ONCE = 500;

/** A page of the opt-outs in force, newest first. */
export async function listOptOuts(
  ports: ReadPorts,
  principal: Principal,
  page: Choice & { readonly limit: number; readonly after?: string },
  clientIp: string,
): Promise<OptOutsReply> {
  const { tenant } = principal;
  const reply = await ports.dispatcher.optOuts.list({ tenant, ...readsOptOutsAs(principal), ...page });
  await auditShown(ports, principal, reply.items, clientIp);
  return reply;
}

/** The opt-out of one number, and what changed. */
export async function findOptOut(
  ports: OptOutPorts,
  principal: Principal,
  number: string,
  clientIp: string,
): Promise<OptOutOfNumber> {
  const of = { tenant: principal.tenant, ...readsOptOutsAs(principal), ...(await regionOf(ports.tenants, principal)) };
  const found = await ports.dispatcher.optOuts.find({ ...of, number });
  await auditShown(ports, principal, found.history, clientIp);
  return found;
}

/** All of them, page by page. The first page is read before this resolves, so that a refusal is an error and no file. */
export function exportOptOuts(
  { dispatcher, audit }: ReadPorts,
  principal: Principal,
  choice: Choice,
  clientIp: string,
): Promise<AsyncIterable<OptOutView>> {
  const of = { tenant: principal.tenant, ...readsOptOutsAs(principal), ...choice, limit: EXPORTED_AT_ONCE };
  const read = (after?: string): Promise<OptOutsReply> => dispatcher.optOuts.list({ ...of, ...(after && { after }) });
  return audited(audit, { principal, action: 'opt_outs.export', clientIp }, async () => allOf(await read(), read));
}

async function* allOf(first: OptOutsReply, read: (after: string) => Promise<OptOutsReply>): AsyncGenerator<OptOutView> {
  for (let page = first; ; page = await read(page.next)) {
    yield* page.items;
    if (page.next === undefined) return;
  }
}

function auditShown(
  { audit }: Pick<OptOutPorts, 'audit'>,
  principal: Principal,
  shown: readonly { readonly by: string; readonly masked: boolean }[],
  clientIp: string,
): Promise<void> {
  const all = shown.map(({ by, masked }) => ({ created_by: by, masked }));
  return auditContentRead(audit, { principal, clientIp }, all, 'opt_outs');
}
