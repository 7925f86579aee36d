import { createHash } from 'node:crypto';
import type { MessageWishes } from '../commands/message-options.ts';
import type { BatchItem } from './messages-of.ts';

/** What one call may have. */
const MOST_MESSAGES = 5_000;
const MOST_BYTES = 5 * 1024 * 1024;

export interface Chunk {
  /** The same for the same part of the same batch, so that a repeated call is answered and not carried out. */
  readonly idempotencyKey: string;
  readonly items: readonly BatchItem[];
}

export interface WholeBatch {
  readonly items: readonly BatchItem[];
  readonly defaults: MessageWishes;
  /** Distinguishes a batch from an earlier one of the same content. */
  readonly run: string;
  readonly size?: number | undefined;
}

/** The batch in parts that each fit one call. Their keys depend on all that is sent, and on the name of the run. */
export function chunksOf({ items, defaults, run, size = MOST_MESSAGES }: WholeBatch): readonly Chunk[] {
  const parts: BatchItem[][] = [];
  let bytes = 0;
  for (const item of items) {
    const own = Buffer.byteLength(JSON.stringify(item.message)) + 1;
    const last = parts.at(-1);
    if (last && last.length < size && bytes + own <= MOST_BYTES) last.push(item);
    else parts.push([item]);
    bytes = last === parts.at(-1) ? bytes + own : own;
  }
  const print = printOf(items, defaults, run, size);
  return parts.map((part, at) => ({ idempotencyKey: `cli-${print}-${at + 1}`, items: part }));
}

function printOf(...parts: readonly [items: readonly BatchItem[], ...rest: unknown[]]): string {
  const [items, ...rest] = parts;
  const hash = createHash('sha256').update(JSON.stringify(rest));
  for (const { message } of items) hash.update(`\n${JSON.stringify(message)}`);
  return hash.digest('hex').slice(0, 40);
}
