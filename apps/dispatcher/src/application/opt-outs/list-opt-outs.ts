import type { OptOutOfNumber, OptOutOfNumberQuery, OptOutsQuery, OptOutsReply } from '#libs/contracts';
import { isRequestId, parseNumber, PostriderError, type TenantId } from '#libs/kernel';
import { optOutKey } from '../../domain/acceptance/opt-out.ts';
import type { OptOutPorts } from './add-opt-outs.ts';
import { historyOf, viewOf } from './opt-out-view.ts';

type ReadPorts = Pick<OptOutPorts, 'optOuts' | 'codec'>;

/** Those in force, newest first. */
export async function listOptOuts(ports: ReadPorts, query: OptOutsQuery): Promise<OptOutsReply> {
  const { scope, limit, after } = query;
  const tenant = query.tenant as TenantId;
  if (after !== undefined && !isRequestId(after)) throw new PostriderError('invalid_id', 'after must be an id.');
  await ports.codec.ready(tenant);
  const page = { limit, ...(scope && { scope }), ...(after !== undefined && { after }) };
  const found = await ports.optOuts.list(tenant, page);
  const items = found.map((it) => viewOf(ports.codec, query, it));
  return { items, ...(found.length === limit && { next: items.at(-1)!.id }) };
}

/** Whether a number has opted out, and what changed. */
export async function findOptOut(ports: ReadPorts, query: OptOutOfNumberQuery): Promise<OptOutOfNumber> {
  const tenant = query.tenant as TenantId;
  const read = parseNumber(query.number, query.default_region);
  if (!read.ok) throw new PostriderError('invalid_number', read.reason);
  await ports.codec.readyToSeal(tenant);
  const reader = { ...query, named: read.e164 };
  const found = await ports.optOuts.of(tenant, optOutKey(tenant, ports.codec.hash(tenant, read.e164)));
  return {
    number: read.e164,
    ...(found?.scope && { opt_out: viewOf(ports.codec, reader, found) }),
    history: historyOf(ports.codec, reader, found?.changes ?? []),
  };
}
