import { PostriderError, type FieldError } from '#libs/kernel';
import { MOST_LEASED } from '#libs/contracts';
import type { NextJobs } from '../../application/next-jobs.ts';

const LONGEST_WAIT_S = 25;
const REQUEST_ID = /^[\w.:-]{1,64}$/;

/** A limit above 50 and a wait above 25 s are taken as these. */
export function nextJobsOf(query: Readonly<Record<string, unknown>>): NextJobs {
  const errors: FieldError[] = [];
  const wrong = (field: string, takes: string): void =>
    void errors.push({ field, code: 'invalid_field', message: `${field} must be ${takes}.` });

  const limit = wholeOf(query.limit ?? '1');
  if (limit === undefined || limit < 1) wrong('limit', 'a whole number from 1 to 50');
  const wait = wholeOf(query.wait ?? '0');
  if (wait === undefined) wrong('wait', 'whole seconds from 0 to 25');
  const { lease_request_id: requestId } = query;
  const isId = requestId === undefined || (typeof requestId === 'string' && REQUEST_ID.test(requestId));
  if (!isId) wrong('lease_request_id', '1 to 64 letters, digits and . : _ -');
  if (errors.length > 0) throw new PostriderError('invalid_field', errors[0]!.message, { errors });

  return {
    limit: Math.min(limit!, MOST_LEASED),
    waitMs: Math.min(wait!, LONGEST_WAIT_S) * 1_000,
    ...(requestId !== undefined && { requestId: requestId as string }),
  };
}

const wholeOf = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
