import type { SubmitRequest } from '#libs/contracts';
import { readSender, type TenantId } from '#libs/kernel';
import type { Owned } from '../domain/accept-gates.ts';
import type { RouteTable } from './routing/route-table.ts';

const NOTHING: Owned = { senders: new Map(), routes: new Set() };

/** What the tenant has of the senders and routes that a call names; asked only where it names one. */
export async function ownedNames(
  table: Pick<RouteTable, 'factsOf'>,
  { tenant, environment, items }: Pick<SubmitRequest, 'tenant' | 'environment' | 'items'>,
): Promise<Owned> {
  const named = new Set(items.flatMap(({ sender }) => storedSender(sender) ?? []));
  if (named.size === 0 && !items.some(({ route }) => route !== undefined)) return NOTHING;

  const facts = await table.factsOf(tenant as TenantId, environment);
  const routes = new Set(facts.routes.map(({ id }) => id));
  const havingOf = (value: string) => new Set([...(facts.senders.get(value) ?? [])].filter((id) => routes.has(id)));
  return { senders: new Map([...named].map((value) => [value, havingOf(value)])), routes };
}

/** As it is stored; what is none is refused by the gates. */
function storedSender(sender: string | undefined): string | undefined {
  const read = sender === undefined ? undefined : readSender(sender);
  return read?.ok ? read.value : undefined;
}
