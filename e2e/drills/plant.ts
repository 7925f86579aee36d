import type { EvidenceDocument, MessageDocument } from '#libs/contracts';
import type { Evidence } from '../harness/ledger.ts';

export interface Planted {
  readonly rule: number;
  readonly says: string;
  /** Edits the evidence of a real, clean run. */
  readonly plant: (run: Evidence) => Evidence;
}

type Editable<T> = { -readonly [K in keyof T]: T[K] };
const first = <T>(rows: readonly T[], is: (row: T) => boolean): Editable<T> => {
  const row = rows.find(is);
  if (!row) throw new Error('The run has no row to plant this violation in.');
  return row;
};
const sentOnce = (run: Evidence): MessageDocument =>
  first(
    run.messages,
    ({ _id, status, guarantee }) =>
      guarantee === 'at_most_once' &&
      ['SENT', 'DELIVERED'].includes(status) &&
      run.texts.some(({ statusCallback }) => statusCallback?.includes(`m=${_id.slice(9)}.`)),
  );
const textOf = (run: Evidence, message: MessageDocument) =>
  first(run.texts, ({ statusCallback }) => statusCallback?.includes(`m=${message._id.slice(9)}.`) ?? false);
/** A row of a later grant whose message had an earlier grant with an end. */
const regranted = (run: Evidence): Editable<EvidenceDocument> =>
  first(run.evidence, ({ message, fence, granted_at }) => {
    const isBefore = (row: EvidenceDocument): boolean =>
      row.message === message && row.fence === fence - 1 && ['answer', 'silence'].includes(row.kind);
    return fence > 1 && granted_at !== undefined && run.evidence.some(isBefore);
  });

export const plantedViolations: readonly Planted[] = [
  {
    rule: 1,
    says: 'the request behind a 202 is gone',
    plant: (run) => ({ ...run, requests: run.requests.slice(1) }),
  },
  {
    rule: 1,
    says: 'a request without a call',
    plant: (run) => ({ ...run, calls: run.calls.slice(1) }),
  },
  {
    rule: 2,
    says: 'an accepted message is missing',
    plant: (run) => ({ ...run, messages: run.messages.slice(1) }),
  },
  {
    rule: 3,
    says: 'a message never left',
    plant: (run) => {
      first(run.messages, () => true).wake_at = new Date();
      return run;
    },
  },
  {
    rule: 4,
    says: 'an at-most-once message reached its phone twice',
    plant: (run) => ({ ...run, texts: [...run.texts, { ...textOf(run, sentOnce(run)), sid: 'SMdouble' }] }),
  },
  {
    rule: 5,
    says: 'a text that belongs to no message',
    plant: (run) => {
      first(run.texts, () => true).statusCallback = 'http://127.0.0.1/callbacks/twilio/x?m=nobody.1';
      return run;
    },
  },
  {
    rule: 5,
    says: 'a text older than its intent',
    plant: (run) => {
      textOf(run, sentOnce(run)).at -= 60_000;
      return run;
    },
  },
  {
    rule: 5,
    says: 'a text after its deadline',
    plant: (run) => {
      const message: Editable<MessageDocument> = sentOnce(run);
      textOf(run, message).at = message.deadline.getTime() + 60_000;
      return run;
    },
  },
  {
    rule: 6,
    says: 'an acceptance the vendor never gave',
    plant: (run) => {
      const row: Editable<EvidenceDocument> = first(run.evidence, ({ outcome }) => outcome === 'accepted');
      row.vendor_message_id = 'SMnever';
      return run;
    },
  },
  {
    rule: 7,
    says: 'a status its evidence does not give',
    plant: (run) => {
      first(run.messages, ({ status }) => status === 'DELIVERED').status = 'FAILED';
      return run;
    },
  },
  {
    rule: 8,
    says: 'a grant while the one before it could still send',
    plant: (run) => {
      const later = regranted(run);
      const overlapping = new Date(later.granted_at!.getTime() - 60_000);
      for (const row of run.evidence)
        if (row.message === later.message && row.fence === later.fence && row.granted_at)
          (row as Editable<EvidenceDocument>).granted_at = overlapping;
      return run;
    },
  },
  {
    rule: 8,
    says: 'evidence of a grant that was never given',
    plant: (run) => {
      const row: Editable<EvidenceDocument> = first(run.evidence, ({ message }) => message !== undefined);
      row.fence = 99;
      return run;
    },
  },
  {
    rule: 9,
    says: 'a repeat that made another request',
    plant: (run) => ({
      ...run,
      repeats: [{ ...first(run.repeats ?? [], ({ body }) => body === 'same'), requestId: 'another' }],
    }),
  },
  {
    rule: 9,
    says: 'another body under a used key that was accepted',
    plant: (run) => ({
      ...run,
      repeats: [{ ...first(run.repeats ?? [], ({ body }) => body === 'other'), status: 202 }],
    }),
  },
];
