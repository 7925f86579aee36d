import { MESSAGE_STATUSES, PHONE_EVENTS } from '#libs/contracts';
import type { Holder } from '#libs/kernel';
import { afterReport, grantOfReport, type KnownOfGrant } from './phone-report.ts';

const held = { status: 'SENDING', fence: 3, holder: 'lease-3' as Holder, agent: 'phone-1' } as const;

describe('the grant of a report', () => {
  test.each([
    ['its lease and fence', { fence: 3, lease_id: 'lease-3' }, { grant: 'present', fence: 3 }],
    ['nothing', {}, { grant: 'present', fence: 3 }],
    ['another lease', { fence: 3, lease_id: 'lease-2' }, { grant: 'none', reason: 'stale_lease' }],
    ['fence 0', { fence: 0 }, { grant: 'none', reason: 'stale_lease' }],
    ['fence -1', { fence: -1 }, { grant: 'none', reason: 'stale_lease' }],
    ['fence 2^53', { fence: 2 ** 53 }, { grant: 'none', reason: 'stale_lease' }],
    ['an earlier fence of its own', { fence: 1 }, { grant: 'past', fence: 1 }],
    ["another phone's fence", { fence: 2 }, { grant: 'none', reason: 'stale_lease' }],
  ] as const)('a phone that names %s', (_, named, expected) => {
    const rows = [
      { fence: 1, agent: 'phone-1' },
      { fence: 2, agent: 'phone-2' },
    ];

    expect(grantOfReport('phone-1', { event: 'sent', ...named }, held, rows)).toEqual(expected);
  });

  test('a phone that never had the message knows nothing of it', () => {
    expect(grantOfReport('phone-9', { event: 'sent', fence: 3 }, held, [])).toEqual({
      grant: 'none',
      reason: 'not_found',
    });
  });

  test('a phone that had it before means its last grant', () => {
    const rows = [1, 2].map((fence) => ({ fence, agent: 'phone-2' }));

    expect(grantOfReport('phone-2', { event: 'sent' }, held, rows)).toEqual({ grant: 'past', fence: 2 });
  });
});

const effectOf = (
  event: (typeof PHONE_EVENTS)[number],
  status: (typeof MESSAGE_STATUSES)[number],
  grant: 'present' | 'past',
  known: Partial<KnownOfGrant> = {},
) => {
  const after = afterReport(event, { status }, grant, { isSent: false, isAnswered: false, ...known });
  return 'reason' in after ? `${after.do} ${after.reason}` : after.do;
};

test('what follows from a report about the grant that the phone holds', () => {
  const rows = MESSAGE_STATUSES.map((status) => [
    status,
    ...PHONE_EVENTS.map((event) => effectOf(event, status, 'present')),
  ]);
  const known = 'nothing already_known';

  expect(rows).toEqual([
    //              sending  sent               delivered          failed             unknown
    ['PENDING', known, 'prove', 'deliver', known, known],
    ['ASSIGNED', 'start', 'settle', 'deliver', 'settle', 'settle'],
    ['SENDING', 'start', 'settle', 'deliver', 'settle', 'settle'],
    ['UNCONFIRMED', known, 'prove', 'deliver', 'settle', known],
    ['CANCELED', known, 'prove', 'deliver', known, known],
    ['EXPIRED', known, 'prove', 'deliver', known, known],
    ['FAILED', known, 'keep not_allowed', 'keep not_allowed', known, known],
    ['SENT', known, 'prove', 'deliver', 'keep not_allowed', known],
    ['UNDELIVERED', known, 'prove', 'deliver', 'keep not_allowed', known],
    ['DELIVERED', known, 'prove', known, 'keep not_allowed', known],
  ]);
});

test('of a grant that it no longer holds only a proof that it was sent counts', () => {
  for (const status of MESSAGE_STATUSES) {
    for (const event of ['sending', 'failed', 'unknown'] as const)
      expect(effectOf(event, status, 'past')).toBe('keep stale_lease');
    expect(effectOf('sent', status, 'past')).toBe('prove');
    expect(effectOf('delivered', status, 'past')).toBe(status === 'DELIVERED' ? 'nothing already_known' : 'deliver');
  }
});

test('what is known to be sent is not written again', () => {
  for (const status of ['SENT', 'UNDELIVERED', 'DELIVERED'] as const)
    for (const grant of ['present', 'past'] as const)
      expect(effectOf('sent', status, grant, { isSent: true })).toBe('nothing already_known');
});

test('after the phone has answered, another answer about the grant counts only if it proves that it was sent', () => {
  const isAnswered = true;
  for (const status of ['ASSIGNED', 'SENDING', 'UNCONFIRMED'] as const) {
    expect(effectOf('sent', status, 'present', { isAnswered })).toBe('prove');
    expect(effectOf('failed', status, 'present', { isAnswered })).toBe('keep not_allowed');
  }
  expect(effectOf('unknown', 'SENDING', 'present', { isAnswered })).toBe('keep not_allowed');
});
