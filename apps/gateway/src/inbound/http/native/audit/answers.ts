import { IsBoolean, IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import { Described, DescribedCount, DescribedTime } from '#libs/contracts';
import { ERROR_CODES } from '#libs/kernel';
import type { AuditRow } from '../../../../application/audit/ports.ts';
import { CHAIN_PROBLEMS, type ChainProblem, type Verification } from '../../../../application/audit/verify-chain.ts';
import { pageOfClass } from '../../request/pages.ts';

export const RESULTS = ['allowed', 'denied', 'unknown'] as const;
export type Result = (typeof RESULTS)[number];

export class AuditEntryAnswer {
  @Described('Id of the row.', '00000001.42') @IsString() id!: string;
  @Described('Its place in the chain, from 1; absent in rows of versions without a chain.', 42, { minimum: 1 })
  @IsOptional()
  @IsInt()
  seq?: number;
  @DescribedTime('When it was done.') @IsString() at!: string;
  @Described('What was done.', 'key.create') @IsString() action!: string;
  @Described('unknown: no answer came, and the change may have been made.') @IsIn(RESULTS) result!: Result;
  @Described('Who did it.', 'user:01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() actor!: string;
  @Described('Id of what it was done to.') @IsOptional() @IsString() target?: string;
  @Described('Why it was refused.', undefined, { enum: ERROR_CODES }) @IsOptional() @IsString() code?: string;
  @Described('More about it, such as the names of what was changed.') @IsOptional() @IsString() reason?: string;
  @Described("The caller's address.", '203.0.113.7') @IsOptional() @IsString() client_ip?: string;
  @Described('trace_id of the answer.') @IsOptional() @IsString() trace_id?: string;
  @Described('The seal of the row, which contains the hash of the row before.') @IsOptional() @IsString() hash?: string;
}

export class AuditEntryList extends pageOfClass(AuditEntryAnswer) {}

export function auditEntryAnswer({ at, outcome, clientIp, traceId, ...row }: AuditRow): AuditEntryAnswer {
  return {
    ...row,
    at: at.toISOString(),
    result: outcome,
    ...(clientIp !== undefined && { client_ip: clientIp }),
    ...(traceId !== undefined && { trace_id: traceId }),
  };
}

/** Of an export, in this order. */
export const COLUMNS = [
  'seq',
  'at',
  'action',
  'result',
  'actor',
  'target',
  'code',
  'reason',
  'client_ip',
  'trace_id',
  'hash',
  'id',
] as const satisfies readonly (keyof AuditEntryAnswer)[];

export class VerificationAnswer {
  @Described('Whether every row is as it was written, as far as it can be known.') @IsBoolean() verified!: boolean;
  @DescribedCount('Rows that were read, up to the first bad one.') @IsInt() rows!: number;
  @DescribedCount(
    'The newest row that an anchor outside the database confirms. Rows behind it could have been cut off; 0: no anchors.',
  )
  @IsInt()
  anchored_up_to!: number;
  @DescribedCount('Rows of versions without a chain, which nothing protects.') @IsInt() before_chain!: number;
  @Described('Place of the first bad row.', 42, { minimum: 1 }) @IsOptional() @IsInt() first_bad?: number;
  @Described(
    'altered: edited, inserted or moved; missing: deleted; unlinked: not behind the row before; truncated: rows at the end are gone; rewritten: an anchor has seen another row; forged_anchor: the anchor is not ours; anchors_gone: there is no file of anchors.',
  )
  @IsOptional()
  @IsIn(CHAIN_PROBLEMS)
  problem?: ChainProblem;
}

export const verificationAnswer = ({
  rows,
  anchoredUpTo,
  beforeChain,
  firstBad,
}: Verification): VerificationAnswer => ({
  verified: firstBad === undefined,
  rows,
  anchored_up_to: anchoredUpTo,
  before_chain: beforeChain,
  ...(firstBad && { first_bad: firstBad.seq, problem: firstBad.problem }),
});
