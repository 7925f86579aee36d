import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  MOST_REFUSED_LINES,
  type AddOptOutReply,
  type AddOptOutRequest,
  type ImportOptOutsReply,
  type ImportOptOutsRequest,
  type NewOptOut as Wanted,
  type RefusedLine,
} from '#libs/contracts';
import { clock, newRequestId, parseNumber, PostriderError, type TenantId } from '#libs/kernel';
import { optOutKey } from '../../domain/acceptance/opt-out.ts';
import type { Codec } from '../ledger/ports.ts';
import { viewOf } from './opt-out-view.ts';
import type { OptOutChanges } from './opt-out-changes.ts';
import type { NewOptOut, OptOuts } from './ports.ts';

export interface OptOutPorts {
  readonly optOuts: OptOuts;
  readonly codec: Codec;
  readonly optOutChanges: Pick<OptOutChanges, 'adding'>;
}

/** Other work gets a turn after this many lines. */
const SLICE = 100;

/** Adds an opt-out, unless the number has one of the same or a wider scope. */
export async function addOptOut(ports: OptOutPorts, request: AddOptOutRequest): Promise<AddOptOutReply> {
  const tenant = request.tenant as TenantId;
  await ports.codec.readyToSeal(tenant);
  const read = made(ports, request, request.opt_out);
  if (read instanceof PostriderError) throw read;

  const { e164: named, optOut: wanted } = read;
  const record = await ports.optOutChanges.adding(tenant, () => ports.optOuts.add(wanted));
  return {
    opt_out: viewOf(ports.codec, { ...request, reader: request.by, named }, record),
    added: record.id === wanted.id,
  };
}

/** Adds those that can be read, and names the others by their lines. Repeating it changes nothing. */
export async function importOptOuts(ports: OptOutPorts, request: ImportOptOutsRequest): Promise<ImportOptOutsReply> {
  const tenant = request.tenant as TenantId;
  await ports.codec.readyToSeal(tenant);
  const wanted: NewOptOut[] = [];
  const errors: RefusedLine[] = [];
  for (const [at, { line, ...it }] of request.lines.entries()) {
    if (at > 0 && at % SLICE === 0) await nextTurn();
    const one = made(ports, request, it);
    if (!(one instanceof PostriderError)) wanted.push(one.optOut);
    else errors.push({ line, code: one.code, detail: one.detail });
  }

  const added = wanted.length === 0 ? 0 : await ports.optOutChanges.adding(tenant, () => ports.optOuts.addAll(wanted));
  const known = wanted.length - added;
  return { added, known, refused: errors.length, errors: errors.slice(0, MOST_REFUSED_LINES) };
}

function made(
  { codec }: OptOutPorts,
  { tenant, default_region, by }: Pick<AddOptOutRequest, 'tenant' | 'default_region' | 'by'>,
  { number, scope, source, proof }: Wanted,
): { readonly e164: string; readonly optOut: NewOptOut } | PostriderError {
  const read = parseNumber(number, default_region);
  if (!read.ok) return new PostriderError('invalid_number', read.reason);
  const owner = tenant as TenantId;
  const note = proof !== undefined && { note: codec.seal(owner, 'opt_out_note', proof) };
  const optOut = {
    tenant: owner,
    key: optOutKey(owner, codec.hash(owner, read.e164)),
    id: newRequestId(),
    number: codec.seal(owner, 'opt_out', read.e164),
    scope,
    change: { at: new Date(clock.now()), by, scope, source, ...note },
  };
  return { e164: read.e164, optOut };
}
