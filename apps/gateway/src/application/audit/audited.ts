import { PostriderError, type ErrorCode } from '#libs/kernel';
import { nameOf, type Principal } from '../../domain/principal.ts';
import type { AuditAction, AuditLog } from './ports.ts';

export interface Act<Result> {
  readonly principal: Principal;
  readonly action: AuditAction;
  readonly clientIp: string;
  /** The id of the resource; for a new one, its id in the result. */
  readonly target?: string | ((result: Result) => string);
  /** In our own words: never text that a person typed. */
  readonly reason?: string | ((result: Result) => string);
}

/** Makes a change and audits its result. Another tenant's resource answers `not_found`. */
export async function audited<Result>(audit: AuditLog, act: Act<Result>, work: () => Promise<Result>): Promise<Result> {
  const result = await work().catch((error: unknown) => refused(audit, act, error));

  const said = (of: Act<Result>['target']): string | undefined => (typeof of === 'function' ? of(result) : of);
  await audit.record({ ...rowOf(act), outcome: 'allowed', target: said(act.target), reason: said(act.reason) });
  return result;
}

/** Reads a resource by its id; only a missing one is audited. */
export async function read<Result>(
  audit: AuditLog,
  act: Act<Result> & { readonly target: string },
  work: () => Promise<Result | undefined>,
): Promise<Result> {
  const found = await work().catch((error: unknown) => (isNotFound(error) ? undefined : Promise.reject(error)));
  return found ?? refused(audit, act, nothingHere());
}

export const nothingHere = (): PostriderError => new PostriderError('not_found', 'There is nothing with this id.');

const IN_DOUBT: readonly ErrorCode[] = ['service_unavailable', 'internal_error'];

async function refused<Result>(audit: AuditLog, act: Act<Result>, error: unknown): Promise<never> {
  const { target } = act;
  const code = error instanceof PostriderError ? error.code : 'internal_error';
  const outcome = IN_DOUBT.includes(code) ? 'unknown' : 'denied';
  const isNamed = typeof target === 'string';
  await audit.record({ ...rowOf(act), outcome, target: isNamed ? target : undefined, reason: code, code });
  throw isNotFound(error) && isNamed ? nothingHere() : error;
}

function rowOf<Result>({ principal, action, clientIp }: Act<Result>) {
  return { action, actor: nameOf(principal), tenant: principal.tenant, clientIp };
}

const isNotFound = (error: unknown): boolean => error instanceof PostriderError && error.code === 'not_found';
