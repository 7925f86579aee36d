import { checkpoint, clock, newRequestId, PostriderError, sleep, unavailable, type ErrorCode } from '#libs/kernel';
import type {
  CallOptions,
  Environment,
  RenderItem,
  SubmitCall,
  SubmitItem,
  SubmitPolicy,
  SubmitReply,
} from '#libs/contracts';
import { mergeRefused, NOT_A_MESSAGE, type Refusal } from '../../domain/merge-refused.ts';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { quotasOf } from '../../domain/quotas-of.ts';
import { AuditLog } from '../audit/ports.ts';
import { Dispatcher, QuotaLimits } from '../ports.ts';
import { Tenants } from '../tenants/ports.ts';
import { tenantOf } from '../tenants/tenant-policy.ts';
import { checkPictures } from './check-pictures.ts';
import { Pictures, Renders } from './ports.ts';
import { renderTemplates } from './render-templates.ts';

export interface CallPorts {
  readonly dispatcher: Dispatcher;
  readonly tenants: Tenants;
  readonly quotaLimits: QuotaLimits;
  readonly audit: AuditLog;
}

export interface SubmitPorts extends CallPorts {
  readonly pictures: Pictures;
  readonly renders: Renders;
}

export interface Submission {
  readonly operation: 'messages' | 'batch';
  /** Absent: the default of the tenant. */
  readonly environment: Environment | undefined;
  readonly idempotencyKey?: string;
  readonly fingerprint: string;
  readonly items: readonly SubmitItem[];
  /** By position: entries that do not have the shape of a message. `NOT_A_MESSAGE` takes their place in `items`. */
  readonly refused: ReadonlyMap<number, Refusal>;
  /** By position: messages by template, whose text is not known yet. */
  readonly templated: ReadonlyMap<number, RenderItem>;
  /** Absent: those of the native API. */
  readonly rules?: DoorRules;
}

/** How a front door differs from the native API. */
export interface DoorRules {
  readonly policyOf: (policy: SubmitPolicy) => SubmitPolicy;
  readonly maxCharacters: number;
  /** Variables that the template does not have are left out. */
  readonly ignoresExtra: boolean;
  /** Fields that all messages of a call share: if every message is refused, one for such a field, the call is. */
  readonly ofTheCall: readonly string[];
}

export { NOT_A_MESSAGE, type Refusal };

/** The caller gets an answer within 5 s, including look-ups and the transport of the answer. */
const PATIENCE_MS = 4_400;
const TRY_MS = 2_000;
const PAUSE_MS = 200;

/** Hands the messages of a call to the dispatcher; those that were refused here stay in the answer by their position. */
export async function submitRequest(
  ports: SubmitPorts,
  principal: Principal,
  given: Submission,
  clientIp: string,
): Promise<SubmitReply> {
  const began = clock.now();
  const rendered = await renderTemplates(ports.renders, principal.tenant, given, given.rules);
  const spentMs = clock.now() - began;
  const submission = { ...given, ...(await checkPictures(ports.pictures, principal.tenant, rendered)) };
  const refusal = refusalOf(submission);
  if (refusal && submission.idempotencyKey === undefined) throw refusedCall(refusal);
  try {
    const items = submission.items as SubmitItem[];
    const of = { ...submission, spentMs, allOrNothing: refusal !== undefined };
    const reply = await submitCall(ports, principal, of, clientIp, (call, options) =>
      ports.dispatcher.messages.submit({ ...call, items }, options),
    );
    return { ...reply, items: mergeRefused(reply.items, submission.refused) };
  } catch (error) {
    // The call may repeat one that was accepted: only the dispatcher knows, and refuses it if not.
    if (refusal && hasCode(error, 'invalid_number')) throw refusedCall(refusal);
    throw error;
  }
}

/** Why the whole call is refused. */
function refusalOf({ operation, refused, items, rules }: Submission): Refusal | undefined {
  const first = refused.get(0);
  if (operation === 'messages') return first;
  const isOfCall = ({ field }: Refusal): boolean => field !== undefined && rules?.ofTheCall.includes(field) === true;
  return refused.size === items.length ? [...refused.values()].find(isOfCall) : undefined;
}

/** What a call is, besides its messages. */
export type CallOf = Pick<Submission, 'environment' | 'idempotencyKey' | 'fingerprint' | 'rules'> &
  Pick<SubmitCall, 'operation'> & {
    /** Of a batch, too. */
    readonly allOrNothing?: boolean;
    /** Of the time in which the caller gets an answer. */
    readonly spentMs?: number;
  };

/** Passes a call to the dispatcher, and once more with the same request id if the first try gets no answer. */
export async function submitCall(
  ports: CallPorts,
  principal: Principal,
  of: CallOf,
  clientIp: string,
  send: (call: SubmitCall, options: CallOptions) => Promise<SubmitReply>,
): Promise<SubmitReply> {
  const call = await callOf(ports, principal, of);
  try {
    checkpoint('gateway.submit.before_call');
    const reply = await twice(PATIENCE_MS - (of.spentMs ?? 0), (options) => send(call, options));
    checkpoint('gateway.submit.before_answer');
    const blocked = !reply.replayed && reply.items.some(({ code }) => code === BLOCKED);
    if (blocked) await auditBlocked(ports.audit, principal, clientIp, reply.request_id);
    return reply;
  } catch (error) {
    if (hasCode(error, BLOCKED)) await auditBlocked(ports.audit, principal, clientIp);
    throw error;
  }
}

/** A single send whose message was refused here. */
function refusedCall({ code, detail, field }: Refusal): PostriderError {
  const errors = field === undefined ? [] : [{ field, code, message: detail }];
  return new PostriderError(code, detail, { errors });
}

const BLOCKED: ErrorCode = 'destination_blocked';

function auditBlocked(audit: AuditLog, principal: Principal, clientIp: string, target?: string): Promise<void> {
  const { tenant } = principal;
  return audit.record({
    action: 'message.send',
    outcome: 'denied',
    actor: nameOf(principal),
    tenant,
    target,
    reason: BLOCKED,
    code: BLOCKED,
    clientIp,
  });
}

async function callOf(
  { tenants, quotaLimits }: CallPorts,
  principal: Principal,
  { operation, environment, idempotencyKey, fingerprint, rules, allOrNothing = false }: CallOf,
): Promise<SubmitCall> {
  const tenant = await tenantOf(tenants, principal);
  return {
    tenant: principal.tenant,
    request_id: newRequestId(),
    environment: environment ?? tenant.defaultEnvironment,
    operation,
    ...(idempotencyKey !== undefined && { idempotency_key: idempotencyKey }),
    fingerprint,
    created_by: nameOf(principal),
    policy: rules ? rules.policyOf(tenant.policy) : tenant.policy,
    quotas: [...quotasOf(principal, tenant, quotaLimits)],
    all_or_nothing: allOrNothing || operation !== 'batch',
  };
}

async function twice(patienceMs: number, send: (options: CallOptions) => Promise<SubmitReply>): Promise<SubmitReply> {
  const giveUpAt = clock.now() + patienceMs;
  try {
    return await send({ timeoutMs: TRY_MS });
  } catch (error) {
    if (!hasCode(error, 'service_unavailable')) throw error;
  }

  await sleep(PAUSE_MS);
  const left = giveUpAt - clock.now();
  if (left <= 0) throw unavailable('The dispatcher');
  return send({ timeoutMs: Math.min(TRY_MS, left) }).catch((error: unknown) => {
    // The first try may have taken the room, and its request may still be stored.
    throw hasCode(error, 'quota_exceeded') ? unavailable('The dispatcher', error) : error;
  });
}

const hasCode = (error: unknown, code: ErrorCode): error is PostriderError =>
  error instanceof PostriderError && error.code === code;
