import type { TenantId } from '#libs/kernel';
import { AnchorsGone, type Anchor, type AuditAnchors, type AuditTrail, type ChainLink } from './ports.ts';

export const CHAIN_PROBLEMS = [
  'altered',
  'missing',
  'unlinked',
  'truncated',
  'rewritten',
  'forged_anchor',
  'anchors_gone',
] as const;
/**
 * `altered`: the row is not what was written in this place: it was edited, inserted or moved. `missing`: there is no row.
 * `unlinked`: it does not follow the row before. `truncated`: an anchor has seen a row that is gone from the end.
 * `rewritten`: an anchor has seen another row. `forged_anchor`: the anchor was not made with the key.
 * `anchors_gone`: a file of anchors does not exist.
 */
export type ChainProblem = (typeof CHAIN_PROBLEMS)[number];

export interface FirstBad {
  readonly seq: number;
  readonly problem: ChainProblem;
}

export interface Verification {
  readonly tenant: TenantId;
  /** Rows that were read, up to the first bad one. */
  readonly rows: number;
  /** The newest row that an anchor confirms; 0 without anchors: then a tail that was cut off is not found. */
  readonly anchoredUpTo: number;
  /** Rows of earlier versions, which nothing protects. */
  readonly beforeChain: number;
  readonly firstBad?: FirstBad;
}

export interface VerifyPorts {
  readonly trail: AuditTrail;
  readonly anchors: AuditAnchors;
}

/** Reads a chain from its first row, and compares it with what was noted outside the database. */
export async function verifyChain(
  { trail, anchors }: VerifyPorts,
  tenant: TenantId,
  signal?: AbortSignal,
): Promise<Verification> {
  const beforeChain = await trail.countBeforeChain(tenant);
  const { rows, firstBad: inChain } = await followChain(trail.chain(tenant), signal);
  const { anchoredUpTo, firstBad: atAnchor } = await compare(trail, anchors.of(tenant), tenant, rows).catch(
    anchorsGone,
  );

  const [firstBad] = [inChain, atAnchor].filter((bad) => bad !== undefined).sort((one, other) => one.seq - other.seq);
  return { tenant, rows, anchoredUpTo, beforeChain, ...(firstBad && { firstBad }) };
}

async function followChain(
  chain: AsyncIterable<ChainLink>,
  signal?: AbortSignal,
): Promise<{ rows: number; firstBad?: FirstBad }> {
  let rows = 0;
  let prev: unknown = '';
  for await (const link of chain) {
    signal?.throwIfAborted();
    const problem = problemOf(link, rows + 1, prev);
    if (problem !== undefined) return { rows, firstBad: { seq: rows + 1, problem } };
    prev = link.hash;
    rows++;
  }
  return { rows };
}

function problemOf({ seq, prev, genuine }: ChainLink, expected: number, before: unknown): ChainProblem | undefined {
  if (!genuine) return 'altered';
  if (seq !== expected) return 'missing';
  return prev === before ? undefined : 'unlinked';
}

/** Anchors that are compared with the database in one query. */
const BATCH = 1_000;

async function compare(
  trail: AuditTrail,
  anchors: AsyncIterable<Anchor>,
  tenant: TenantId,
  rows: number,
): Promise<{ anchoredUpTo: number; firstBad?: FirstBad }> {
  let anchoredUpTo = 0;
  let firstBad: FirstBad | undefined;
  for await (const batch of inBatches(anchors)) {
    const hashes = await trail.hashes(
      tenant,
      batch.map(({ seq }) => seq),
    );
    for (const { seq, hash, genuine } of batch) {
      const bad = badAt({ seq, hash, genuine }, hashes.get(seq), rows);
      if (bad === undefined) anchoredUpTo = Math.max(anchoredUpTo, seq);
      else if (firstBad === undefined || bad.seq < firstBad.seq) firstBad = bad;
    }
  }
  return { anchoredUpTo, ...(firstBad && { firstBad }) };
}

function anchorsGone(error: unknown): { anchoredUpTo: number; firstBad: FirstBad } {
  if (!(error instanceof AnchorsGone)) throw error;
  return { anchoredUpTo: 0, firstBad: { seq: 1, problem: 'anchors_gone' } };
}

/** Of a tail that is gone, the first row is named. */
function badAt({ seq, hash, genuine }: Anchor, stored: unknown, rows: number): FirstBad | undefined {
  if (!genuine) return { seq, problem: 'forged_anchor' };
  if (stored === undefined) return { seq: Math.min(rows + 1, seq), problem: 'truncated' };
  return stored === hash ? undefined : { seq, problem: 'rewritten' };
}

async function* inBatches<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    if (batch.push(item) < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
