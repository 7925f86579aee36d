import type { MessageStatus } from '#libs/contracts';
import {
  answer,
  closed,
  free,
  GUARANTEES,
  held,
  lookup,
  nameOf,
  operator,
  OUTCOMES,
  phone,
  PROOFS,
  REASONS,
  receipt,
  silence,
} from '../../../test/builders/evidence-facts.ts';
import { endsGrant, fold, isUnresolved, type EvidenceFacts, type Grant } from './fold.ts';

const REPEATING = GUARANTEES.slice(1);

const statusOf = (grant: Grant, ...rows: EvidenceFacts[]): MessageStatus => fold(grant, rows).status;

const named = (...rows: EvidenceFacts[]): [string, EvidenceFacts][] => rows.map((row) => [nameOf(row), row]);

describe('a: the answer of vendor or phone counts, at any fence', () => {
  test('DELIVERED over everything', () => {
    const rows = [receipt(1, 'UNDELIVERED'), answer(2, 'accepted'), closed(2, 'EXPIRED'), silence(2)];

    expect(fold(held(2), [...rows, receipt(1, 'DELIVERED')])).toEqual({ status: 'DELIVERED' });
  });

  test('UNDELIVERED over an acceptance, with the code of the receipt', () => {
    const rows = [answer(2, 'accepted', '0'), receipt(1, 'UNDELIVERED', '30005'), closed(2, 'EXPIRED')];

    expect(fold(held(2), rows)).toEqual({ status: 'UNDELIVERED', reason: '30005' });
  });

  test.each([
    ['an answer', answer(1, 'accepted')],
    ['a look-up that found it', lookup(1, 'found')],
    ['an operator', operator(1, 'accepted')],
    ['a phone', phone(1, 'accepted')],
  ])('an acceptance by %s is SENT, also while a later grant is in the air or over', (_by, row) => {
    expect(statusOf(held(1), row)).toBe('SENT');
    expect(statusOf(held(2), row)).toBe('SENT');
    expect(statusOf(free(2), row, closed(2, 'TRIES_USED_UP'), answer(2, 'rejected'), silence(2))).toBe('SENT');
  });
});

describe('b: a holder without an ending at its fence', () => {
  test.each([
    ['no row', []],
    ['an answer that does not know', [answer(2, 'unknown')]],
    ['an operator who does not know', [operator(2, 'unknown')]],
    ['a look-up that proves nothing', [lookup(2, 'inconclusive')]],
    ['what a phone reported on the way', [phone(2), phone(2, 'unknown'), phone(2, 'rejected')]],
    ['endings of an earlier grant', [silence(1), answer(1, 'rejected'), closed(1, 'CANCELED_BY_USER')]],
  ])('%s: SENDING', (_name, rows) => {
    expect(statusOf(held(2), ...rows)).toBe('SENDING');
  });

  test('a phone that has not started: ASSIGNED, until a row ends the grant', () => {
    const assigned = { ...held(1, 'at_least_once'), awaits_start: true };

    expect(statusOf(assigned)).toBe('ASSIGNED');
    expect(statusOf(assigned, answer(1, 'not_started'))).toBe('PENDING');
    expect(statusOf(assigned, phone(1, 'accepted'))).toBe('SENT');
  });

  const endings = [
    ...OUTCOMES.filter((outcome) => outcome !== 'unknown').flatMap((outcome) => [
      answer(2, outcome),
      operator(2, outcome),
    ]),
    silence(2),
    lookup(2, 'nothing'),
    ...REASONS.map(([reason]) => closed(2, reason)),
  ];

  test.each(named(...endings))('%s ends the grant of its own fence and no other', (_name, row) => {
    expect(statusOf(held(2), row)).not.toBe('SENDING');
    expect([1, 2, 3].filter((fence) => endsGrant(row, fence))).toEqual([2]);
  });

  test.each(
    named(
      answer(2, 'unknown'),
      operator(2, 'unknown'),
      lookup(2, 'inconclusive'),
      phone(2, 'rejected'),
      receipt(2, 'DELIVERED'),
    ),
  )('%s does not end the grant', (_name, row) => {
    expect(endsGrant(row, 2)).toBe(false);
  });
});

describe('c: a rejection', () => {
  test.each(named(answer(1, 'rejected', '21211'), { ...operator(1, 'rejected'), vendor_code: '21211' }))(
    'by %s is FAILED with the code, held or not, also when another grant was closed since',
    (_name, row) => {
      const failed = { status: 'FAILED', reason: '21211' };

      expect(fold(held(1), [row])).toEqual(failed);
      expect(fold(free(1), [row])).toEqual(failed);
      expect(fold(free(2), [row, closed(2, 'CANCELED_BY_USER')])).toEqual(failed);
    },
  );

  test.each([
    [
      'the newest grant has the word',
      [answer(1, 'rejected', 'a'), answer(2, 'rejected', 'b'), answer(3, 'rejected')],
      'b',
    ],
    ['the first by name has it at one grant', [answer(3, 'rejected', 'b'), answer(3, 'rejected', 'a')], 'a'],
  ])('of several codes %s', (_name, rows, reason) => {
    expect(fold(held(3), rows)).toEqual({ status: 'FAILED', reason });
    expect(fold(held(3), rows.toReversed())).toEqual({ status: 'FAILED', reason });
  });

  test('without a code there is no reason', () => {
    expect(fold(held(1), [answer(1, 'rejected')])).toEqual({ status: 'FAILED' });
  });
});

describe('reports of a phone without an acceptance', () => {
  test.each(named(phone(1), phone(1, 'rejected'), phone(1, 'unknown'), phone(1, 'vendor_fault')))(
    '%s changes nothing',
    (_name, row) => {
      expect(statusOf(held(1), row)).toBe('SENDING');
      expect(statusOf(held(1, 'at_least_once'), row, silence(1))).toBe('PENDING');
      expect(statusOf(held(1), row, silence(1))).toBe('UNCONFIRMED');
      expect(statusOf(free(1), row, closed(1, 'EXPIRED'))).toBe('EXPIRED');
    },
  );
});

describe('d: closed by us', () => {
  test.each(REASONS)('%s at the present fence: %s, held or waiting', (reason, status) => {
    expect(fold(free(0), [closed(0, reason)])).toEqual({ status, reason });
    expect(fold(held(2), [closed(2, reason)])).toEqual({ status, reason });
    expect(fold(free(2), [answer(2, 'vendor_fault'), closed(2, reason)])).toEqual({ status, reason });
  });

  test('closed at another fence changes nothing: that grant lost a race', () => {
    expect(statusOf(free(2), closed(1, 'CANCELED_BY_USER'), answer(2, 'throttled'))).toBe('PENDING');
    expect(statusOf(held(2), closed(1, 'CANCELED_BY_USER'))).toBe('SENDING');
  });
});

describe('e: without a holder', () => {
  test.each([
    ['nothing known', free(0), []],
    ['a fault', free(1), [answer(1, 'vendor_fault')]],
    ['a silence that may be repeated', free(1, 'at_least_once'), [silence(1)]],
    ['an unknown', free(1, 'at_least_once'), [answer(1, 'unknown')]],
  ])('%s: PENDING', (_name, grant, rows) => {
    expect(statusOf(grant, ...rows)).toBe('PENDING');
  });
});

describe('f: silence at the present fence', () => {
  test('at most once: UNCONFIRMED', () => {
    expect(fold(held(1), [silence(1)])).toEqual({ status: 'UNCONFIRMED', reason: 'OUTCOME_UNKNOWN' });
  });

  test.each(named(...PROOFS.map((outcome) => answer(1, outcome)), lookup(1, 'nothing')))(
    'at most once: FAILED once %s proved that nothing was sent',
    (_name, row) => {
      expect(fold(held(1), [silence(1), row])).toEqual({ status: 'FAILED', reason: 'NOT_SENT' });
    },
  );

  test.each(REPEATING)('%s: PENDING', (guarantee) => {
    expect(statusOf(held(1, guarantee), silence(1))).toBe('PENDING');
    expect(statusOf(held(2, guarantee), silence(1), silence(2))).toBe('PENDING');
  });
});

describe('g: a proof that nothing was sent', () => {
  const proofs = [...PROOFS.flatMap((outcome) => [answer(1, outcome), operator(1, outcome)]), lookup(1, 'nothing')];

  test.each(named(...proofs))('%s: PENDING under any guarantee', (_name, row) => {
    expect(GUARANTEES.map((guarantee) => statusOf(held(1, guarantee), row))).toEqual(Array(3).fill('PENDING'));
    expect(statusOf(held(1), answer(1, 'unknown'), row)).toBe('PENDING');
  });
});

describe('UNCONFIRMED in place of a closed result, while an attempt is unresolved', () => {
  test.each([
    ['c: rejected after an earlier silence', held(2, 'at_least_once'), [silence(1), answer(2, 'rejected')]],
    ['c: rejected after an earlier unknown', held(2, 'at_least_once'), [answer(1, 'unknown'), answer(2, 'rejected')]],
    ['c: a rejection that comes after the silence of its own grant', held(1), [silence(1), answer(1, 'rejected')]],
    ['d: cancelled after a silence', free(1, 'at_least_once'), [silence(1), closed(1, 'CANCELED_BY_USER')]],
    ['d: cancelled after an earlier silence', free(2), [silence(1), answer(2, 'throttled'), closed(2, 'OPTED_OUT')]],
    ['d: expired after an unknown', held(1), [answer(1, 'unknown'), closed(1, 'EXPIRED')]],
    ['d: tries used up, the last one silent', held(3, 'at_least_once'), [silence(3), closed(3, 'TRIES_USED_UP')]],
    ['d: a look-up that proves nothing', free(1), [silence(1), lookup(1, 'inconclusive'), closed(1, 'EXPIRED')]],
    ['d: a proof about another attempt', free(2), [silence(1), lookup(2, 'nothing'), closed(2, 'EXPIRED')]],
    ['f: at most once, silent', held(1), [answer(1, 'unknown'), silence(1)]],
    ['f: proved unsent, but an earlier attempt is silent', held(2), [silence(1), silence(2), lookup(2, 'nothing')]],
  ])('%s', (_name, grant, rows) => {
    expect(fold(grant, rows)).toEqual({ status: 'UNCONFIRMED', reason: 'OUTCOME_UNKNOWN' });
  });

  test.each([
    ['rejected', held(2), [silence(1), lookup(1, 'nothing'), answer(2, 'rejected')], 'FAILED'],
    ['cancelled', free(1), [answer(1, 'unknown'), lookup(1, 'nothing'), closed(1, 'CANCELED_BY_USER')], 'CANCELED'],
    ['expired', free(1), [silence(1), answer(1, 'vendor_fault'), closed(1, 'EXPIRED')], 'EXPIRED'],
    ['tries used up', held(1), [silence(1), operator(1, 'not_started'), closed(1, 'TRIES_USED_UP')], 'FAILED'],
  ] as const)('%s: its own name again once the attempt is proved unsent', (_name, grant, rows, status) => {
    expect(statusOf(grant, ...rows)).toBe(status);
    expect(isUnresolved(rows)).toBe(false);
  });

  test('an acceptance resolves only its own attempt', () => {
    expect(isUnresolved([silence(1), answer(1, 'accepted')])).toBe(false);
    expect(isUnresolved([silence(1), answer(2, 'accepted')])).toBe(true);
  });
});
