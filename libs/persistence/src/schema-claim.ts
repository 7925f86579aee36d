import type { Collection, UpdateFilter } from 'mongodb';
import { clock, newHolder, sleep } from '#libs/kernel';
import { insertManyUnordered } from './insert-many.ts';
import type { Progress } from './migrations.ts';
import type { MongoSession } from './session.ts';

/** How far the data of one service is, and who brings it further. */
export interface SchemaDocument {
  /** The service. */
  readonly _id: string;
  /** Of the last migration that has ended; 0 before the first. */
  readonly version: number;
  readonly claim?: { readonly holder: string; readonly until: Date };
  /** Of the migration after `version`. */
  readonly reached?: string;
}

export const SCHEMA_COLLECTION = 'schema_versions';

/** Another replica has taken over. */
export class ClaimLost extends Error {}

export class SchemaDocuments {
  readonly #documents: Collection<SchemaDocument>;
  readonly #owner: string;
  readonly #termMs: number;

  constructor(session: MongoSession, owner: string, termMs: number) {
    this.#documents = session.collection<SchemaDocument>(SCHEMA_COLLECTION);
    this.#owner = owner;
    this.#termMs = termMs;
  }

  /** Data without a version is older than versions are. */
  async read(): Promise<SchemaDocument> {
    const found = await this.#documents.findOne({ _id: this.#owner });
    if (found) return found;
    const first: SchemaDocument = { _id: this.#owner, version: 0 };
    await insertManyUnordered(this.#documents, [first]);
    return (await this.#documents.findOne({ _id: this.#owner })) ?? first;
  }

  /** Undefined while another replica works on it, or when it is at another version by now. */
  async claim(version: number): Promise<SchemaClaim | undefined> {
    const now = clock.now();
    const holder = newHolder();
    const free = { $or: [{ claim: { $exists: false } }, { 'claim.until': { $lt: new Date(now) } }] };
    const claim = { holder, until: new Date(now + this.#termMs) };
    const claimed = await this.#documents.findOneAndUpdate(
      { _id: this.#owner, version, ...free },
      { $set: { claim } },
      { returnDocument: 'after' },
    );
    return claimed ? new SchemaClaim(this.#documents, claimed, holder, this.#termMs) : undefined;
  }
}

/** The right to run migrations. Every write of it holds only while the right does. */
export class SchemaClaim implements Progress {
  reached: string | undefined;
  readonly #documents: Collection<SchemaDocument>;
  readonly #mine;
  readonly #termMs: number;

  constructor(documents: Collection<SchemaDocument>, { _id, reached }: SchemaDocument, holder: string, termMs: number) {
    this.reached = reached;
    this.#documents = documents;
    this.#mine = { _id, 'claim.holder': holder };
    this.#termMs = termMs;
  }

  async reach(at: string): Promise<void> {
    await this.#write({ $set: { reached: at, 'claim.until': this.#until() } });
    this.reached = at;
  }

  /** A migration has ended. */
  async finish(version: number): Promise<void> {
    await this.#write({ $set: { version, 'claim.until': this.#until() }, $unset: { reached: '' } });
    this.reached = undefined;
  }

  /** Keeps the claim while `work` runs, and gives it back at the end, also when that is a failure. */
  async during(work: () => Promise<void>): Promise<void> {
    const done = new AbortController();
    const kept = this.#keep(done.signal);
    try {
      await work();
    } finally {
      done.abort();
      await kept;
      await this.#documents.updateOne(this.#mine, { $unset: { claim: '' } }).catch(() => undefined);
    }
  }

  /** A single batch may take longer than a term. A failure here is met by the next write too. */
  async #keep(done: AbortSignal): Promise<void> {
    for (;;) {
      await sleep(this.#termMs / 3, done);
      if (done.aborted) return;
      const longer = { $set: { 'claim.until': this.#until() } };
      await this.#documents.updateOne(this.#mine, longer).catch(() => undefined);
    }
  }

  async #write(change: UpdateFilter<SchemaDocument>): Promise<void> {
    const { matchedCount } = await this.#documents.updateOne(this.#mine, change);
    if (matchedCount === 0) throw new ClaimLost('Another replica migrates the data by now.');
  }

  readonly #until = (): Date => new Date(clock.now() + this.#termMs);
}
