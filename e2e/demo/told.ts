import type { EvidenceDocument, MessageDocument } from '#libs/contracts';
import type { Evidence } from '../harness/ledger.ts';

interface Run extends Evidence {
  /** When each act began, ms since the epoch. */
  readonly began: readonly number[];
  /** When each code was sent, by number. */
  readonly codes: ReadonlyMap<string, number>;
}

/** What each phone got, how many were sent again, and how long the codes took, in sentences for people. */
export function told(run: Run, acts: readonly { readonly says: string }[]): string {
  const texts = Map.groupBy(run.texts, ({ to }) => to);
  const phones = Map.groupBy(texts.values(), ({ length }) => length);
  const rows = Map.groupBy(run.evidence, ({ message }) => message as string | undefined);
  const resent = run.messages.filter(({ possible_duplicate }) => possible_duplicate).length;
  const perAct = acts.map(({ says }, at) => {
    const until = run.began[at + 1] ?? Infinity;
    const mine = run.messages.filter(({ created_at }) => +created_at >= run.began[at]! && +created_at < until);
    return `${String(at + 1).padStart(2)}. ${says.padEnd(52)}${counted(mine, rows)}`;
  });
  const waits = [...run.codes].flatMap(([to, asked]) => {
    const [first] = texts.get(to) ?? [];
    return first ? first.at - asked : [];
  });
  return [
    'The status of the messages accepted in each act:',
    ...perAct,
    '',
    `Phones that got one text: ${phones.get(1)?.length ?? 0}; two: ${phones.get(2)?.length ?? 0}; more: ${
      [...phones].filter(([count]) => count > 2).length
    }.`,
    `Messages sent again because it was not known whether they had arrived: ${resent}.`,
    `Codes on their phones: ${waits.length} of ${run.codes.size}; p50 ${quantile(waits, 0.5)} ms, p99 ${quantile(waits, 0.99)} ms.`,
  ].join('\n');
}

function counted(
  messages: readonly MessageDocument[],
  rows: ReadonlyMap<string | undefined, EvidenceDocument[]>,
): string {
  const byStatus = Map.groupBy(messages, ({ status }) => status);
  const statuses = [...byStatus].map(([status, of]) => `${of.length} ${status}`).join(', ');
  const vendorOf = ({ _id }: MessageDocument): string =>
    rows.get(_id)?.find((row) => row.outcome === 'accepted' || row.lookup === 'found' || row.receipt)?.vendor ??
    'nobody answered';
  const byVendor = [...Map.groupBy(messages, vendorOf)].map(([vendor, of]) => `${of.length} ${vendor}`).join(', ');
  return `${statuses} (${byVendor})`;
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;
}
