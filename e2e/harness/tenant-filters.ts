import type { Profiled } from './commands.ts';

type Filter = Readonly<Record<string, unknown>>;
export interface Query extends Profiled {
  readonly command: Profiled['command'] & {
    readonly filter?: Filter;
    readonly q?: Filter;
    readonly query?: Filter;
    readonly pipeline?: readonly { readonly $match?: Filter }[];
  };
}

/** Every document of these collections belongs to a tenant. */
const OWNED = [
  ...['users', 'api_keys', 'key_refusals', 'user_sessions', 'issuers', 'audit_logs'],
  ...[
    'sms_requests',
    'sms_messages',
    'sms_evidence',
    'awaited_receipts',
    'vendor_accounts',
    'price_lists',
    'routing_policies',
    'senders',
  ],
  ...['sender_changes', 'route_changes', 'opt_outs', 'quotas', 'duplicate_guards', 'number_blocks'],
  ...['templates', 'template_versions'],
  ...['inbound_texts', 'conversations'],
  ...['agents', 'enrolment_codes', 'registration_secrets'],
  ...['phones', 'phone_pools'],
  ...['sims', 'sim_recipients', 'phone_minutes'],
];

/** Queries that look for due work or for a name that brings its tenant, by the fields that their filters name. */
const ACROSS_TENANTS: Readonly<Record<string, readonly string[]>> = {
  users: ['username', 'installation_admin'],
  // The id is in the credential, and the document has its tenant.
  api_keys: ['_id'],
  user_sessions: ['_id', '_id,generation,revoked_at', '_id,revoked_at'],
  // Feeders and sweeps.
  sms_requests: ['wake_at'],
  sms_messages: ['lane,wake_at', 'wake_at'],
  // A route has one owner, and the receipts of a vendor name the route.
  sms_evidence: ['kind,route,vendor_message_id'],
  // One query names the routes of all tenants that are due.
  awaited_receipts: [''],
  // An adapter fetches the account that a message or a callback names; receipts are polled for all of them.
  vendor_accounts: [
    '_id,vendor',
    'callback_key,vendor',
    'former_callback_key,vendor',
    'sender_rule,vendor',
    'receipts',
    '_id',
    '',
  ],
  // A dispatcher reads the routing of all tenants at its start; the ids of changed price lists come from there.
  price_lists: ['', '_id'],
  routing_policies: [''],
  phones: ['revoked'],
  phone_pools: [''],
  senders: ['routes'],
  opt_outs: [''],
  // A vendor names its text by the route, which has one owner; the sweep looks for due ones.
  inbound_texts: ['route,vendor_text_id', 'wake_at', '_id'],
  // A token, a code and a secret bring their tenant; the others look for phones that are silent, changed or shown.
  agents: ['token_hash', 'last_seen_at,online', 'untold', 'enabled,revoked'],
  enrolment_codes: ['expires_at,hash,used_at,wrong_tries', 'hash', 'head,used_at'],
  registration_secrets: ['hash'],
  // The sweep of reservations, and a metric.
  sims: ['check_at', 'rests_until'],
};

/** The forms of queries that name no tenant, each once: collection, operation and fields. */
export function queriesWithoutTenant(profiled: readonly Query[]): string[] {
  const wrong = profiled.flatMap(({ op, ns, command }) => {
    const collection = ns.slice(ns.indexOf('.') + 1);
    const filter = filterOf(op, command);
    if (!OWNED.includes(collection) || filter === undefined || namesTenant(filter)) return [];
    const fields = fieldsOf(filter).toSorted().join();
    return ACROSS_TENANTS[collection]?.includes(fields) ? [] : [`${collection} ${op} ${fields}`];
  });
  return [...new Set(wrong)].toSorted();
}

function filterOf(op: string, { filter, q, query, pipeline }: Query['command']): Filter | undefined {
  if (op === 'insert' || op === 'getmore') return undefined;
  return filter ?? q ?? query ?? (pipeline && (pipeline[0]?.$match ?? {})) ?? (op === 'query' ? {} : undefined);
}

const fieldsOf = (filter: Filter): string[] =>
  Object.entries(filter).flatMap(([name, value]) => (name === '$and' ? (value as Filter[]).flatMap(fieldsOf) : [name]));

function namesTenant(filter: Filter): boolean {
  if (Array.isArray(filter.$and) && (filter.$and as Filter[]).some(namesTenant)) return true;
  return textsIn(filter.tenant).length > 0 || textsIn(filter._id).some((text) => OF_TENANT.test(text));
}

/** An id that begins with its tenant, or with `orphan` and a route, which has one owner. */
const OF_TENANT = /^(?:[0-9a-z]{8}|orphan)\./;

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
