import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { randomBase32 } from '#libs/kernel';
import type { AgentClock, Entry, Grant, Journal, State } from '../agent/ports.ts';
import { NoSqlite, openDatabase } from './sqlite.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS message (
    message_id TEXT PRIMARY KEY, lease_id TEXT NOT NULL, fence INTEGER NOT NULL, state TEXT NOT NULL,
    part INTEGER NOT NULL, parts INTEGER NOT NULL, segments INTEGER NOT NULL, sim_slot INTEGER, code TEXT,
    reported INTEGER NOT NULL, at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS by_age ON message (at);
  CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;
type Row = Record<string, SQLOutputValue>;
type NoteName = 'poll' | 'received' | 'installation' | 'ran_ms';

/**
 * The journal in a SQLite file. It holds neither texts nor numbers. Its time is the time in which the agent ran, so that
 * no jump of a clock makes it forget a text.
 */
export class SqliteJournal implements Journal {
  private readonly startedAt: number;
  private readonly ranBefore: number;

  /** Throws if the file is torn: an agent that cannot know what it sent must not send. */
  static async open(path: string, clock: AgentClock): Promise<SqliteJournal> {
    let database: DatabaseSync | undefined;
    try {
      database = await openDatabase(path);
      const { quick_check: found } = database.prepare('PRAGMA quick_check(1)').get() as Row;
      if (found !== 'ok') throw new Error(String(found));
      database.exec(SCHEMA);
      return new SqliteJournal(database, clock);
    } catch (error) {
      database?.close();
      if (error instanceof NoSqlite) throw error;
      throw new Error(`The journal ${path} cannot be used: ${(error as Error).message}.`, { cause: error });
    }
  }

  private constructor(
    private readonly database: DatabaseSync,
    private readonly clock: AgentClock,
  ) {
    this.startedAt = clock.elapsedMs();
    const { newest } = database.prepare('SELECT max(at) AS newest FROM message').get() as Row;
    this.ranBefore = Math.max(Number(newest ?? 0), Number(this.note('ran_ms') ?? 0));
    if (!this.note('installation')) this.writeNote('installation', randomBase32(8));
  }

  close(): void {
    this.database.close();
  }

  openPoll(): string | undefined {
    return this.note('poll');
  }

  beginPoll(id: string): void {
    this.writeNote('poll', id);
  }

  endPoll(): void {
    this.database.prepare("DELETE FROM note WHERE name = 'poll'").run();
  }

  entry(messageId: string): Entry | undefined {
    const row = this.database.prepare('SELECT * FROM message WHERE message_id = ?').get(messageId);
    return row && entryOf(row);
  }

  lease(leases: readonly (Grant & Pick<Entry, 'segments' | 'simSlot'>)[]): void {
    // Nothing of a failed message went out: under a newer fence it may be tried again. A lease that comes again may have
    // been on its way while its end was reported.
    const write = this.database.prepare(`
      INSERT INTO message VALUES (?, ?, ?, 'leased', 0, 0, ?, ?, NULL, 0, ?)
      ON CONFLICT (message_id) DO UPDATE SET
        state = CASE WHEN state = 'failed' AND excluded.fence > fence THEN 'leased' ELSE state END,
        at = CASE WHEN state = 'failed' AND excluded.fence > fence THEN excluded.at ELSE at END,
        lease_id = excluded.lease_id, fence = excluded.fence, sim_slot = excluded.sim_slot,
        reported = CASE WHEN excluded.lease_id = lease_id AND excluded.fence = fence THEN reported ELSE 0 END`);
    this.together(() => {
      for (const { messageId, leaseId, fence, segments, simSlot } of leases)
        write.run(messageId, leaseId, fence, segments, simSlot ?? null, this.now());
    });
  }

  starting(messageId: string): void {
    this.change("state = 'starting'", messageId, ['leased', 'starting']);
  }

  sending(messageId: string, part: number, parts: number): void {
    const set = `state = 'sending', part = ${part}, parts = ${parts}`;
    this.change(set, messageId, ['starting', 'sending']);
  }

  settle(messageId: string, state: 'sent' | 'failed' | 'unknown', code?: string): void {
    const update =
      "UPDATE message SET state = ?, code = ?, at = ? WHERE message_id = ? AND state IN ('starting', 'sending')";
    this.database.prepare(update).run(state, code ?? null, this.now(), messageId);
  }

  drop(messageId: string): void {
    this.database
      .prepare("DELETE FROM message WHERE message_id = ? AND state IN ('leased', 'starting')")
      .run(messageId);
  }

  recover(): { unknown: number; notSent: number } {
    const settle = (code: string, to: State, from: State) =>
      Number(
        this.database.prepare('UPDATE message SET state = ?, code = ? WHERE state = ?').run(to, code, from).changes,
      );
    return this.together(() => ({
      unknown: settle('RESTARTED', 'unknown', 'sending'),
      notSent: settle('NOT_STARTED', 'failed', 'starting'),
    }));
  }

  held(): readonly Grant[] {
    return this.entries("state IN ('leased', 'starting', 'sending') ORDER BY at");
  }

  unreported(limit: number): readonly Entry[] {
    return this.entries(`reported = 0 AND state IN ('sent', 'failed', 'unknown') ORDER BY at LIMIT ${limit}`);
  }

  reported(grants: readonly Grant[]): void {
    const update = 'UPDATE message SET reported = 1 WHERE message_id = ? AND lease_id = ? AND fence = ?';
    const write = this.database.prepare(update);
    this.together(() => {
      for (const { messageId, leaseId, fence } of grants) write.run(messageId, leaseId, fence);
    });
  }

  segmentsSent(withinMs: number): number {
    const sum = "SELECT sum(segments) AS sent FROM message WHERE at > ? AND state IN ('sending', 'sent', 'unknown')";
    const { sent } = this.database.prepare(sum).get(this.now() - withinMs) as Row;
    return Number(sent ?? 0);
  }

  prune(ageMs: number): void {
    this.together(() => {
      this.writeNote('ran_ms', String(this.now()));
      this.database.prepare('DELETE FROM message WHERE reported = 1 AND at < ?').run(this.now() - ageMs);
    });
  }

  newestReceived(): number | undefined {
    const id = this.note('received');
    return id === undefined ? undefined : Number(id);
  }

  rememberReceived(id: number): void {
    this.writeNote('received', String(id));
  }

  installation(): string {
    return this.note('installation')!;
  }

  /** For people: how many messages are in each state. */
  counts(): Readonly<Record<string, number>> {
    const rows = this.database.prepare('SELECT state, count(*) AS n FROM message GROUP BY state').all();
    return Object.fromEntries(rows.map(({ state, n }) => [String(state), Number(n)]));
  }

  /** For people: the newest ones, with how long ago in running time. */
  newest(limit: number): readonly (Entry & { readonly agoMs: number })[] {
    const rows = this.database.prepare('SELECT * FROM message ORDER BY at DESC LIMIT ?').all(limit);
    return rows.map((row) => ({ ...entryOf(row), agoMs: Math.max(0, this.now() - Number(row.at)) }));
  }

  private now(): number {
    return Math.floor(this.ranBefore + this.clock.elapsedMs() - this.startedAt);
  }

  private entries(where: string): Entry[] {
    return this.database.prepare(`SELECT * FROM message WHERE ${where}`).all().map(entryOf);
  }

  private change(set: string, messageId: string, from: readonly State[]): void {
    const states = from.map((state) => `'${state}'`).join(', ');
    const update = `UPDATE message SET ${set}, at = ? WHERE message_id = ? AND state IN (${states})`;
    const { changes } = this.database.prepare(update).run(this.now(), messageId);
    if (Number(changes) !== 1) throw new Error(`${messageId} is not ${from.join(' or ')} in the journal`);
  }

  private note(name: NoteName): string | undefined {
    const row = this.database.prepare('SELECT value FROM note WHERE name = ?').get(name);
    return row && String(row.value);
  }

  private writeNote(name: NoteName, value: string): void {
    this.database.prepare('INSERT OR REPLACE INTO note VALUES (?, ?)').run(name, value);
  }

  private together<Value>(write: () => Value): Value {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      const value = write();
      this.database.exec('COMMIT');
      return value;
    } catch (error) {
      // After some errors SQLite has rolled back itself.
      try {
        this.database.exec('ROLLBACK');
      } catch {}
      throw error;
    }
  }
}

function entryOf(row: Row): Entry {
  return {
    messageId: String(row.message_id),
    leaseId: String(row.lease_id),
    fence: Number(row.fence),
    state: String(row.state) as State,
    part: Number(row.part),
    parts: Number(row.parts),
    segments: Number(row.segments),
    ...(row.sim_slot === null ? {} : { simSlot: Number(row.sim_slot) }),
    ...(row.code === null ? {} : { code: String(row.code) }),
    reported: row.reported === 1,
  };
}
