import { clock, monotonicMs, randomBelow, sleep, unavailable, type TenantId } from '#libs/kernel';
import { currentTrace, traceIdOf, type Log, type Metrics } from '#libs/observability';
import { insertManyInOrder, WriteGatherer, type MongoSession } from '#libs/persistence';
import { LRUCache } from 'lru-cache';
import type { Collection } from 'mongodb';
import {
  AuditLog,
  INSTALLATION,
  type AuditEntry,
  type AuditIntake,
  type ForeignEntry,
} from '../../application/audit/ports.ts';
import { CallBuckets } from '../../application/ports.ts';
import type { AuditSeals } from '../crypto/audit-seals.ts';
import type { AnchorWriter } from '../files/audit-anchors.ts';
import { COLLECTIONS, type AuditDocument } from './documents.ts';

export interface AuditLogParts {
  readonly session: MongoSession;
  readonly seals: AuditSeals;
  readonly anchors: AnchorWriter;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** A row that has no place in its chain yet. */
type Row = Omit<AuditDocument, '_id' | 'seq' | 'prev' | 'hash'>;
type Head = Pick<AuditDocument, 'seq' | 'hash'>;

/** Beyond this many waiting rows a flood of refused calls uses no more memory; dropped rows are counted. */
const MOST_WAITING = 5_000;
/** Places beyond that are for what was done. */
const MOST_WAITING_DONE = 2 * MOST_WAITING;
/** Refused credentials that are recorded of one address, and of one key: anybody can send them. */
const REFUSALS = { burst: 100, perSecond: 1 };
const LONGEST_WAIT_MS = 1_000;
/** Another replica may take the next place of a chain first; rows are lost when it does so this often in turn. */
const MOST_TRIES = 50;
const NO_ROW: Head = { seq: 0, hash: '' };

/** Rows are stored before their call is answered; gathered, so that a flood is a few writes. */
export class MongoAuditLog extends AuditLog implements AuditIntake {
  private readonly rows: WriteGatherer<Row, 'stored'>;
  private readonly collection: Collection<AuditDocument>;
  private readonly lost;
  private readonly notRecorded;
  private readonly refusals = new CallBuckets(REFUSALS);
  /** Of chains that this process wrote last. Another process may have gone on since. */
  private readonly heads = new LRUCache<string, Head>({ max: 1_000 });

  constructor(private readonly parts: AuditLogParts) {
    super();
    const { session, metrics } = parts;
    this.collection = session.collection<AuditDocument>(COLLECTIONS.auditLogs);
    this.lost = metrics.counter('gateway_audit_rows_lost_total', 'Audit rows that could not be written.');
    this.notRecorded = metrics.counter(
      'gateway_audit_refusals_not_recorded_total',
      'Refused credentials of an address or a key that sent too many of them.',
    );
    this.rows = new WriteGatherer<Row, 'stored'>({
      name: 'audit',
      waitAtMostMs: LONGEST_WAIT_MS,
      flush: (rows) => this.store(rows),
    });
  }

  /** A flood is not logged row by row. */
  async record(entry: AuditEntry): Promise<void> {
    if (this.isOneTooMany(entry)) return this.notRecorded.inc();
    if (this.rows.waiting >= (entry.outcome === 'denied' ? MOST_WAITING : MOST_WAITING_DONE)) return this.lost.inc();
    try {
      await this.add(entry);
    } catch (err) {
      this.parts.log.warn('audit.row_lost', { action: entry.action, err });
    }
  }

  async append(entries: readonly ForeignEntry[]): Promise<void> {
    if (this.rows.waiting >= MOST_WAITING) throw unavailable('The audit log');
    await Promise.all(entries.map((entry) => this.add(entry)));
  }

  drain(): Promise<void> {
    return this.rows.drain();
  }

  /** After the last row: the bus and HTTP have ended. */
  async onModuleDestroy(): Promise<void> {
    await this.rows.drain();
    await this.parts.anchors.close();
  }

  private isOneTooMany({ action, outcome, actor, clientIp }: AuditEntry): boolean {
    if (outcome !== 'denied' || (action !== 'auth.credential' && action !== 'auth.key_in_url')) return false;
    const senders = [`address:${clientIp}`, ...(actor === 'anonymous' ? [] : [actor])];
    return senders.some((sender) => this.refusals.take(sender, monotonicMs()) > 0);
  }

  private async add(entry: ForeignEntry): Promise<void> {
    try {
      await this.rows.add(rowOf(entry));
    } catch (error) {
      this.lost.inc();
      throw error;
    }
  }

  /** Each tenant's rows in their order. */
  private async store(rows: readonly Row[]): Promise<readonly ('stored' | Error)[]> {
    const results = new Map<Row, 'stored' | Error>();
    const chains = Map.groupBy(rows, ({ tenant }) => tenant);
    await Promise.all(
      [...chains].map(async ([tenant, chain]) => {
        const { stored, error } = await this.extend(tenant, chain);
        for (const [at, row] of chain.entries()) results.set(row, at < stored ? 'stored' : error!);
      }),
    );
    return rows.map((row) => results.get(row)!);
  }

  /** Another replica may take a place first: its row is read, and the chain goes on behind it. */
  private async extend(tenant: TenantId, rows: readonly Row[]): Promise<{ stored: number; error?: Error }> {
    let stored = 0;
    try {
      let head = this.heads.get(tenant) ?? (await this.headOf(tenant));
      for (let misses = 0; stored < rows.length;) {
        const documents = this.linked(head, rows.slice(stored));
        const inserted = await insertManyInOrder(this.collection, documents);
        if (inserted > 0) this.wrote(tenant, documents[inserted - 1]!);
        stored += inserted;
        if (stored === rows.length) break;

        misses = inserted > 0 ? 0 : misses + 1;
        if (misses > MOST_TRIES) throw unavailable('The audit log');
        await sleep(randomBelow(2 * misses + 1));
        head = await this.headOf(tenant);
      }
      return { stored };
    } catch (error) {
      this.heads.delete(tenant);
      return { stored, error: error as Error };
    }
  }

  private linked(head: Head, rows: readonly Row[]): AuditDocument[] {
    let { seq, hash: prev } = head;
    return rows.map((row) => {
      seq++;
      const unsealed = { ...row, _id: `${row.tenant}.${seq}`, seq, prev };
      prev = this.parts.seals.ofRow(unsealed);
      return { ...unsealed, hash: prev };
    });
  }

  private wrote(tenant: TenantId, { seq, hash }: Head): void {
    this.heads.set(tenant, { seq, hash });
    this.parts.anchors.note(tenant, { seq, hash });
  }

  /** Local: a majority read does not show a row that another replica is just inserting, and that took the place. */
  private async headOf(tenant: TenantId): Promise<Head> {
    const newest = { sort: { seq: -1 }, projection: { seq: 1, hash: 1 }, readConcern: { level: 'local' } } as const;
    return (await this.collection.findOne({ tenant }, newest)) ?? NO_ROW;
  }
}

/** Without absent fields, which the database leaves out, so that the stored row has the same seal. */
function rowOf({ tenant = INSTALLATION, clientIp, traceId, at, ...entry }: ForeignEntry): Row {
  const trace = traceId ?? traceIdOf(currentTrace()?.traceparent);
  const all = { tenant, at: at ?? new Date(clock.now()), ...entry, client_ip: clientIp, trace_id: trace };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as unknown as Row;
}
