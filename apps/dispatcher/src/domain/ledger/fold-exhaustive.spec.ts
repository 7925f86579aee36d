import type { CloseReason, MessageStatus } from '#libs/contracts';
import * as fc from 'fast-check';
import {
  answer,
  closed,
  free,
  GUARANTEES,
  held,
  lookup,
  operator,
  OUTCOMES,
  phone,
  REASONS,
  receipt,
  silence,
} from '../../../test/builders/evidence-facts.ts';
import { fold, isUnresolved, type EvidenceFacts, type Grant } from './fold.ts';
import { isClosed, mayRise, rankOf } from './status.ts';

/** One row and its word in the naive reference. */
interface Letter {
  readonly fence: number;
  readonly word: string;
  readonly row: EvidenceFacts;
}

const lettersOf = (fence: number, close: CloseReason): Letter[] =>
  Object.entries({
    rejected: answer(fence, 'rejected'),
    unsent: answer(fence, 'throttled'),
    unknown: answer(fence, 'unknown'),
    silence: silence(fence),
    nothing: lookup(fence, 'nothing'),
    inconclusive: lookup(fence, 'inconclusive'),
    [close]: closed(fence, close),
  }).map(([word, row]) => ({ fence, word, row }));

const VOUCHED: readonly Letter[] = [
  { fence: 1, word: 'accepted', row: answer(1, 'accepted') },
  { fence: 2, word: 'accepted', row: lookup(2, 'found') },
  { fence: 1, word: 'DELIVERED', row: receipt(1, 'DELIVERED') },
  { fence: 2, word: 'UNDELIVERED', row: receipt(2, 'UNDELIVERED') },
];
const DOUBTFUL: readonly Letter[] = [...lettersOf(1, 'CANCELED_BY_USER'), ...lettersOf(2, 'TRIES_USED_UP')];
const GRANTS = GUARANTEES.flatMap((guarantee) => [held(2, guarantee), free(2, guarantee)]);

function* subsetsOf(letters: readonly Letter[]): Generator<Letter[]> {
  for (let bits = 0; bits < 2 ** letters.length; bits++) yield letters.filter((_, at) => bits & (1 << at));
}

/** Every subset of the letters under every grant for which `isWrong` is true, in words. */
function wrongIn(letters: readonly Letter[], isWrong: (grant: Grant, chosen: readonly Letter[]) => boolean) {
  const wrong: string[] = [];
  let cases = 0;
  for (const chosen of subsetsOf(letters)) {
    for (const grant of GRANTS) {
      cases++;
      if (!isWrong(grant, chosen)) continue;
      const words = chosen.map(({ fence, word }) => `${fence}.${word}`).join(' ');
      wrong.push(`${grant.holder ? 'held' : 'free'} ${grant.guarantee}: ${words}`);
    }
  }
  return { cases, wrong: wrong.slice(0, 5) };
}

const rowsOf = (letters: readonly Letter[]): EvidenceFacts[] => letters.map(({ row }) => row);

/** The design's lines once more, written from its text and without rows. */
function reference(grant: Grant, letters: readonly Letter[]): MessageStatus {
  const anywhere = new Set(letters.map(({ word }) => word));
  const attempts = [1, 2].map((fence) => new Set(letters.filter((it) => it.fence === fence).map(({ word }) => word)));
  const present = attempts[grant.fence - 1]!;
  const endings = ['rejected', 'unsent', 'nothing', 'silence', 'CANCELED_BY_USER', 'TRIES_USED_UP'];
  const unresolved = attempts.some(
    (attempt) =>
      (attempt.has('silence') || attempt.has('unknown')) &&
      !(attempt.has('accepted') || attempt.has('unsent') || attempt.has('nothing')),
  );

  if (anywhere.has('DELIVERED')) return 'DELIVERED';
  if (anywhere.has('UNDELIVERED')) return 'UNDELIVERED';
  if (anywhere.has('accepted')) return 'SENT';
  if (grant.holder && endings.every((word) => !present.has(word))) return 'SENDING';
  if (anywhere.has('rejected')) return unresolved ? 'UNCONFIRMED' : 'FAILED';
  if (present.has('TRIES_USED_UP')) return unresolved ? 'UNCONFIRMED' : 'FAILED';
  if (present.has('CANCELED_BY_USER')) return unresolved ? 'UNCONFIRMED' : 'CANCELED';
  if (!grant.holder) return 'PENDING';
  if (present.has('silence') && grant.guarantee !== 'at_most_once') return 'PENDING';
  if (present.has('silence')) return unresolved ? 'UNCONFIRMED' : 'FAILED';
  if (present.has('unsent') || present.has('nothing')) return 'PENDING';
  throw new Error('no line of the design fits');
}

describe('every subset of the evidence of two grants, held or not, under every guarantee', () => {
  test('a naive reference agrees', () => {
    const { cases, wrong } = wrongIn(
      DOUBTFUL,
      (grant, chosen) => fold(grant, rowsOf(chosen)).status !== reference(grant, chosen),
    );
    const vouched = wrongIn(
      [...VOUCHED, ...DOUBTFUL.filter(({ word }) => word !== 'inconclusive' && word !== 'unsent')],
      (grant, chosen) => fold(grant, rowsOf(chosen)).status !== reference(grant, chosen),
    );

    expect(cases).toBe(2 ** 14 * 6);
    expect([...wrong, ...vouched.wrong]).toEqual([]);
  });

  test('order and repeats do not matter', () => {
    const { wrong } = wrongIn(DOUBTFUL, (grant, chosen) => {
      const rows = rowsOf(chosen);
      const cut = rows.length >> 1;
      const mixed = [...rows.slice(cut).toReversed(), ...rows, ...rows.slice(0, cut)];
      const [one, other] = [fold(grant, rows), fold(grant, mixed)];
      return one.status !== other.status || one.reason !== other.reason;
    });

    expect(wrong).toEqual([]);
  });

  test('an acceptance or a receipt never lowers the status, which is then at least its own', () => {
    const shows: Readonly<Record<string, MessageStatus>> = { accepted: 'SENT' };
    const { wrong } = wrongIn([...VOUCHED, ...lettersOf(1, 'EXPIRED'), silence2], (grant, chosen) => {
      const before = fold(grant, rowsOf(chosen)).status;
      return VOUCHED.some(({ word, row }) => {
        const after = fold(grant, [...rowsOf(chosen), row]).status;
        const least = shows[word] ?? (word as MessageStatus);
        return (
          rankOf(after) < rankOf(before) ||
          rankOf(after) < rankOf(least) ||
          (after !== before && !mayRise(before, after))
        );
      });
    });

    expect(wrong).toEqual([]);
  });

  test('a proof that nothing was sent never lowers a status or reopens a closed one', () => {
    const proofs = [1, 2].flatMap((fence) => [answer(fence, 'vendor_fault'), lookup(fence, 'nothing')]);
    const { wrong } = wrongIn(DOUBTFUL, (grant, chosen) => {
      const rows = rowsOf(chosen);
      const before = fold(grant, rows).status;
      return isClosed(before) && proofs.some((row) => rankOf(fold(grant, [...rows, row]).status) < rankOf(before));
    });

    expect(wrong).toEqual([]);
  });

  test('while an attempt is unresolved the status is not CANCELED, EXPIRED or FAILED', () => {
    const { wrong } = wrongIn(DOUBTFUL, (grant, chosen) => {
      const rows = rowsOf(chosen);
      return ['CANCELED', 'EXPIRED', 'FAILED'].includes(fold(grant, rows).status) && isUnresolved(rows);
    });

    expect(wrong).toEqual([]);
  });
});

const silence2: Letter = { fence: 2, word: 'silence', row: silence(2) };

test('any evidence of any number of grants gives the same status in any order and with repeats', () => {
  const fence = fc.integer({ min: 0, max: 4 });
  const code = fc.constantFrom('1', '2', undefined);
  const row: fc.Arbitrary<EvidenceFacts> = fc.oneof(
    fc.tuple(fence, fc.constantFrom(...OUTCOMES), code).map((it) => answer(...it)),
    fc.tuple(fence, fc.constantFrom(...OUTCOMES)).map((it) => operator(...it)),
    fc.tuple(fence, fc.constantFrom(...OUTCOMES, undefined)).map((it) => phone(...it)),
    fc.tuple(fence, fc.constantFrom('found', 'nothing', 'inconclusive')).map((it) => lookup(...it)),
    fc.tuple(fence, fc.constantFrom('DELIVERED', 'UNDELIVERED'), code).map((it) => receipt(...it)),
    fc.tuple(fence, fc.constantFrom(...REASONS.map(([reason]) => reason))).map((it) => closed(...it)),
    fence.map(silence),
  );
  const shuffled = fc
    .array(row, { maxLength: 10 })
    .chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray([...rows, ...rows], { minLength: rows.length * 2 })),
    );

  fc.assert(
    fc.property(
      shuffled,
      fence,
      fc.constantFrom(...GUARANTEES),
      fc.boolean(),
      ([rows, again], at, guarantee, isHeld) => {
        const grant = isHeld ? held(at, guarantee) : free(at, guarantee);

        expect(fold(grant, again)).toEqual(fold(grant, rows));
      },
    ),
    { numRuns: 1_000 },
  );
});
