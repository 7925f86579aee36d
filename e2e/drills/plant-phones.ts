import type { EvidenceDocument, MessageDocument } from '#libs/contracts';
import type { Evidence } from '../harness/ledger.ts';
import type { Planted } from './plant.ts';

type Editable<T> = { -readonly [K in keyof T]: T[K] };

function first<T>(rows: readonly T[], is: (row: T) => boolean): Editable<T> {
  const row = rows.find(is);
  if (!row) throw new Error('The run has no row to plant this violation in.');
  return row;
}

const radioTextOf = (run: Evidence, is: (message: MessageDocument) => boolean) => {
  const ids = new Set(run.messages.filter(is).map(({ _id }) => _id.slice(9)));
  return first(run.texts, ({ phone, localId }) => phone !== undefined && ids.has(localId ?? ''));
};
/** The answer about a text that a phone had. */
const answered = (run: Evidence): Editable<EvidenceDocument> =>
  first(run.evidence, ({ kind, agent }) => kind === 'answer' && agent !== undefined);

/** Edits of the evidence of a real, clean run of phones. */
export const plantedForPhones: readonly Planted[] = [
  {
    rule: 4,
    says: 'a phone sent an at-most-once text that another one had sent',
    plant: (run) => {
      const text = radioTextOf(run, ({ guarantee }) => guarantee === 'at_most_once');
      return { ...run, texts: [...run.texts, { ...text, sid: 'PHdouble' }] };
    },
  },
  {
    rule: 5,
    says: 'a phone sent what nobody had asked for',
    plant: (run) => {
      radioTextOf(run, () => true).localId = '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000';
      return run;
    },
  },
  {
    rule: 8,
    says: 'two phones held one grant',
    plant: (run) => {
      const row = answered(run);
      const other = { ...row, _id: `${row._id}.other`, agent: 'phone-01JD3C4V5W6X7Y8Z9A0B1C2D3E' };
      return { ...run, evidence: [...run.evidence, other as EvidenceDocument] };
    },
  },
  {
    rule: 8,
    says: 'a phone sent a grant that came back unstarted',
    plant: (run) => {
      // A quiet run has no lease that came back: the one of this answer did.
      const row = answered(run);
      const returned = { ...row, _id: `${row.message}.${row.fence}.phone.returned`, kind: 'phone', event: 'returned' };
      const localId = row.message!.slice(9);
      const text = { ...radioTextOf(run, () => true), localId, fence: row.fence, sid: 'PHlate' };
      return { ...run, evidence: [...run.evidence, returned as EvidenceDocument], texts: [...run.texts, text] };
    },
  },
  {
    rule: 13,
    says: 'a SIM that counted one message too many',
    plant: (run) => {
      const [sim, ...rest] = run.budgets ?? [];
      return { ...run, budgets: [{ ...sim!, messages: sim!.messages + 1 }, ...rest] };
    },
  },
];
