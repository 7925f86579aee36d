import { parseInstant } from '#libs/kernel';
import type { AuditChoice } from '../../../../application/audit/ports.ts';
import { CHAINS, type Chain } from '../../../../application/audit/read-audit-log.ts';
import { PAGE, type PageWanted } from '../../request/pages.ts';
import { instant, oneOf, type Parameter, type Parameters } from '../../request/query.ts';
import { checkRange } from '../../request/range.ts';
import { RESULTS, type Result } from './answers.ts';

const NAME = /^[^\p{C}]{1,128}$/u;

export interface ChainQuery {
  readonly chain: Chain;
}

export interface AuditQuery extends ChainQuery {
  readonly from?: string;
  readonly until?: string;
  readonly action?: string;
  readonly actor?: string;
  readonly target?: string;
  readonly result?: Result;
}

const name = (says: string): Parameter<string> => ({
  read: (value) => (NAME.test(value) ? value : undefined),
  takes: '1 to 128 visible characters',
  says,
  is: { type: 'string' },
});

export const CHAIN: Parameters<ChainQuery> = {
  chain: {
    ...oneOf(CHAINS, "tenant: the caller's; installation: what no tenant did, for installation administrators."),
    otherwise: 'tenant',
  },
};

const CHOICE: Parameters<AuditQuery> = {
  ...CHAIN,
  from: instant('Done at this time or later.'),
  until: instant('Done before this time, at most 366 days after from.'),
  action: name('What was done, such as key.create.'),
  actor: name('Who did it, such as user:<id> or key:<id>.'),
  target: name('The id of what it was done to.'),
  result: oneOf(RESULTS, 'How it ended.'),
};

export type AuditPage = AuditQuery & PageWanted;
export const CHOICE_OF_PAGE: Parameters<AuditPage> = { ...CHOICE, ...PAGE };

export const FORMATS = ['csv', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];
export type AuditExport = AuditQuery & { readonly format: Format };
export const CHOICE_OF_EXPORT: Parameters<AuditExport> = {
  ...CHOICE,
  format: { ...oneOf(FORMATS, 'The form of the file.'), otherwise: 'csv' },
};

export function choiceFrom(query: AuditQuery): { readonly chain: Chain; readonly choice: AuditChoice } {
  const { chain, from, until, result, ...equal } = checkRange(query);
  const choice = {
    ...equal,
    ...(from !== undefined && { from: parseInstant(from)! }),
    ...(until !== undefined && { until: parseInstant(until)! }),
    ...(result !== undefined && { outcome: result }),
  };
  return { chain, choice };
}
