import { Injectable } from '@nestjs/common';
import type { TenantId } from '#libs/kernel';
import type { MongoSession, TenantCollection, TenantFilter } from '#libs/persistence';
import { AuditTrail, type AuditChoice, type AuditRow, type ChainLink } from '../../application/audit/ports.ts';
import type { AuditSeals } from '../crypto/audit-seals.ts';
import { COLLECTIONS, type AuditDocument, type UnchainedAuditDocument } from './documents.ts';

type Unchained = UnchainedAuditDocument & { readonly tenant: TenantId };

interface Position {
  readonly at: Date;
  /** Of a row of the chain. */
  readonly seq?: number;
  /** Of a row from before the chain. */
  readonly id?: string;
}

const NEWEST = { at: -1, seq: -1 } as const;
const NEWEST_UNCHAINED = { at: -1, _id: -1 } as const;
/** Rows that the database sends at once to an export or a verification. */
const BATCH = 1_000;

@Injectable()
export class MongoAuditTrail extends AuditTrail {
  private readonly chained: TenantCollection<AuditDocument>;
  private readonly unchained: TenantCollection<Unchained>;

  constructor(
    session: MongoSession,
    private readonly seals: AuditSeals,
  ) {
    super();
    this.chained = session.tenantCollection<AuditDocument>(COLLECTIONS.auditLogs);
    this.unchained = session.tenantCollection<Unchained>(COLLECTIONS.unchainedAudit);
  }

  async page(
    tenant: TenantId,
    choice: AuditChoice,
    { limit, after }: { readonly limit: number; readonly after?: string },
  ): Promise<{ readonly rows: readonly AuditRow[]; readonly next?: string }> {
    const position = after === undefined ? undefined : positionFrom(after);
    const rows: AuditRow[] = [];
    if (position?.id === undefined) {
      const filter = chainedFilter(tenant, choice, position);
      rows.push(...(await this.chained.find(filter, { sort: NEWEST, limit: limit + 1 }).toArray()).map(rowOf));
    }
    if (rows.length <= limit) {
      const filter = unchainedFilter(tenant, choice, position);
      const rest = { sort: NEWEST_UNCHAINED, limit: limit + 1 - rows.length };
      rows.push(...(await this.unchained.find(filter, rest).toArray()).map(unchainedRowOf));
    }
    const shown = rows.slice(0, limit);
    return { rows: shown, ...(rows.length > limit && { next: positionOf(shown.at(-1)!) }) };
  }

  async *rows(tenant: TenantId, choice: AuditChoice): AsyncGenerator<AuditRow> {
    const chained = this.chained.find(chainedFilter(tenant, choice), { sort: NEWEST, batchSize: BATCH });
    for await (const document of chained) yield rowOf(document);
    const before = { sort: NEWEST_UNCHAINED, batchSize: BATCH };
    for await (const document of this.unchained.find(unchainedFilter(tenant, choice), before))
      yield unchainedRowOf(document);
  }

  async *chain(tenant: TenantId): AsyncGenerator<ChainLink> {
    for await (const document of this.chained.find({ tenant }, { sort: { seq: 1 }, batchSize: BATCH })) {
      const { _id: id, seq, prev, hash } = document;
      yield { id, seq, prev, hash, genuine: id === `${tenant}.${seq}` && this.seals.ofRow(document) === hash };
    }
  }

  async hashes(tenant: TenantId, seqs: readonly number[]): Promise<ReadonlyMap<number, unknown>> {
    const wanted = { tenant, seq: { $in: [...seqs] } } as TenantFilter<AuditDocument>;
    const found = await this.chained.find(wanted, { projection: { seq: 1, hash: 1 }, batchSize: BATCH }).toArray();
    return new Map(found.map(({ seq, hash }) => [seq, hash]));
  }

  countBeforeChain(tenant: TenantId): Promise<number> {
    return this.unchained.countDocuments({ tenant });
  }

  async tenants(): Promise<readonly TenantId[]> {
    return this.chained.acrossTenants('every chain is verified').distinct('tenant');
  }
}

/** The filters of a call. A page starts behind its position. */
function filterOf({ from, until, ...equal }: AuditChoice) {
  const at = { ...(from && { $gte: from }), ...(until && { $lt: until }) };
  return { ...equal, ...((from ?? until) && { at }) };
}

function chainedFilter(tenant: TenantId, choice: AuditChoice, after?: Position): TenantFilter<AuditDocument> {
  const filter = { tenant, ...filterOf(choice) };
  if (after === undefined) return filter as TenantFilter<AuditDocument>;
  const { at, seq } = after;
  return { ...filter, $and: [{ at: { $lte: at } }, { $or: [{ at: { $lt: at } }, { seq: { $lt: seq } }] }] } as never;
}

function unchainedFilter(tenant: TenantId, choice: AuditChoice, after?: Position): TenantFilter<Unchained> {
  const filter = { tenant, ...filterOf(choice) };
  if (after?.id === undefined) return filter as TenantFilter<Unchained>;
  const { at, id } = after;
  return { ...filter, $and: [{ at: { $lte: at } }, { $or: [{ at: { $lt: at } }, { _id: { $lt: id } }] }] } as never;
}

function rowOf({
  _id: id,
  client_ip,
  trace_id,
  seq,
  at,
  action,
  outcome,
  actor,
  hash,
  ...more
}: AuditDocument): AuditRow {
  const { target, code, reason } = more;
  const all = { target, code, reason, clientIp: client_ip, traceId: trace_id };
  return { id, seq, at, action, outcome, actor, ...present(all), hash };
}

function unchainedRowOf({ _id: id, at, action, outcome, actor, target, reason, from }: Unchained): AuditRow {
  return { id, at, action, outcome, actor, ...present({ target, reason, clientIp: from }) };
}

const present = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };

const positionOf = ({ at, seq, id }: AuditRow): string => JSON.stringify([at.getTime(), seq ?? id]);

function positionFrom(text: string): Position {
  const [at, last] = JSON.parse(text) as [number, number | string];
  return { at: new Date(at), ...(typeof last === 'number' ? { seq: last } : { id: last }) };
}
