import type { SubmitOrigin } from '../accept/submit-request.ts';
import type {
  DeadLetter,
  MessageDocument,
  MessageMedia,
  Quota,
  RetriedDeadLetter,
  RetryDeadLetterRequest,
  SeenBy,
  SubmitPolicy,
  SubmitReply,
  SubmitRequest,
  SubmittedMedia,
} from '#libs/contracts';
import {
  checkpoint,
  clock,
  isMessageId,
  messageKeyOf,
  newRequestId,
  PostriderError,
  publicMessageId,
  type MessageKey,
  type TenantId,
} from '#libs/kernel';
import { givenFields } from '../../domain/acceptance/message-fields.ts';
import { metadataOf } from '../../domain/acceptance/metadata.ts';
import { isSeen } from '../../domain/acceptance/seen.ts';
import { refusal, retryRefusal, type RetryRefused } from '../../domain/ledger/dead-letter.ts';
import type { DeadLetterPorts } from './list-dead-letters.ts';
import type { Messages } from '../ledger/ports.ts';
import { openContent, Unreadable } from '../ledger/sealed-content.ts';

export type RetryPorts = DeadLetterPorts & {
  readonly messages: Messages;
  readonly submit: (request: SubmitRequest, origin: SubmitOrigin) => Promise<SubmitReply>;
};

export interface RetryAs {
  readonly by: string;
  readonly accept_duplicate: boolean;
  readonly policy: SubmitPolicy;
  readonly quotas?: Quota[];
}

export type RetryEnd = { readonly ok: true; readonly retriedAs: string } | ({ readonly ok: false } & RetryRefused);

/** Sends a dead letter again as a new request. Repeating the call gives the same answer. */
export async function retryDeadLetter(ports: RetryPorts, request: RetryDeadLetterRequest): Promise<RetriedDeadLetter> {
  const message = await deadLetterOf(ports, request);
  const end = await retry(ports, message, request);
  if (!end.ok) throw new PostriderError('not_retryable', end.detail);
  return { id: request.id, retried_as: end.retriedAs };
}

export async function deadLetterOf(
  { messages }: Pick<RetryPorts, 'messages'>,
  { tenant, id, ...seen }: SeenBy & { readonly id: string },
): Promise<MessageDocument> {
  if (!isMessageId(id)) throw new PostriderError('invalid_id', 'A message id is a ulid, a dot and four digits.');
  const message = await messages.byKey(messageKeyOf(tenant as TenantId, id));
  if (!message || !isSeen(seen, message)) throw new PostriderError('not_found', 'There is no message with this id.');
  return message;
}

/**
 * Claims it, submits it with its own id as the key, then stores the result. After a crash the next call completes it:
 * because of the key it does not make a second request.
 */
export async function retry(ports: RetryPorts, message: MessageDocument, as: RetryAs): Promise<RetryEnd> {
  const rows = (await ports.evidence.ofMessages([message._id], { latest: true })).get(message._id) ?? [];
  const refused = retryRefusal(message, rows, as.accept_duplicate);
  if (refused) return { ok: false, ...refused };
  const { state, retried_as } = message.dead_letter!;
  if (state === 'retried') return { ok: true, retriedAs: publicMessageId(retried_as!) };

  const claim: DeadLetter = { state: 'retrying', at: new Date(clock.now()), by: as.by };
  const claimed = await ports.deadLetters.move(message._id, 'pending', claim);
  if (!claimed && state === 'pending') return afresh(ports, message, as);
  checkpoint('dispatcher.retry.after_claim');
  return submitAgain(ports, message, as);
}

/** Another call was first: its result counts. */
async function afresh(ports: RetryPorts, { _id }: MessageDocument, as: RetryAs): Promise<RetryEnd> {
  const message = await ports.messages.byKey(_id);
  if (message?.dead_letter?.state === 'pending')
    return { ok: false, ...refusal('refused', 'It is being changed at this moment. Try again.') };
  return message ? retry(ports, message, as) : { ok: false, ...refusal('not_dead') };
}

async function submitAgain(ports: RetryPorts, message: MessageDocument, as: RetryAs): Promise<RetryEnd> {
  await ports.codec.ready(message.tenant);
  const now = new Date(clock.now());
  try {
    const { _id: retryOf, answers } = message;
    const origin = { retryOf, ...(answers !== undefined && { answers }) };
    const { items } = await ports.submit(submissionOf(ports, message, as), origin);
    checkpoint('dispatcher.retry.after_submit');
    const retriedAs = items[0]!.id!;
    const retried_as = `${message.tenant}.${retriedAs}` as MessageKey;
    await ports.deadLetters.move(message._id, 'retrying', { state: 'retried', at: now, by: as.by, retried_as });
    return { ok: true, retriedAs };
  } catch (error) {
    const detail = detailOf(error);
    if (detail === undefined) throw error;
    await ports.deadLetters.move(message._id, 'retrying', { state: 'pending', at: message.dead_letter!.at });
    return { ok: false, ...refusal('refused', detail) };
  }
}

/** Why it was refused; undefined if that is not certain. */
function detailOf(error: unknown): string | undefined {
  if (error instanceof Unreadable) return 'Its text can no longer be read; send it as a new message.';
  return error instanceof PostriderError && !MAY_HAVE_BEEN_ACCEPTED.has(error.code) ? error.detail : undefined;
}

/** Errors after which the new request may or may not be stored: the message stays claimed, and a repeat finds out. */
const MAY_HAVE_BEEN_ACCEPTED = new Set(['service_unavailable', 'idempotency_in_progress', 'internal_error']);

/** The same message with a new deadline, checked by the present gates. It stays its author's, who may read its text. */
function submissionOf({ codec }: RetryPorts, message: MessageDocument, as: RetryAs): SubmitRequest {
  const { _id, tenant, environment, created_by, category, guarantee, priority, pinned_route, preferred_route } =
    message;
  const route = pinned_route ?? preferred_route;
  const { to, text, vendor_templates: vendors, media } = openContent(codec, message);
  const { template_id: id, template_version: version, language } = message;
  const template = id !== undefined && { id, version: version!, language: language!, vendors: [...(vendors ?? [])] };
  return {
    tenant,
    request_id: newRequestId(),
    environment,
    operation: 'retry',
    idempotency_key: _id,
    fingerprint: _id,
    created_by,
    policy: as.policy,
    ...(as.quotas && { quotas: as.quotas }),
    all_or_nothing: true,
    items: [
      {
        to,
        text,
        ...(template && { template }),
        ...(media && { media: submittedMedia(media) }),
        category,
        guarantee,
        priority,
        ...givenFields(message),
        ...metadataOf(message),
        ...(route !== undefined && { route }),
      },
    ],
  };
}

const submittedMedia = ({ urls, types, ...rest }: MessageMedia): SubmittedMedia => ({
  ...rest,
  urls: [...urls],
  ...(types && { types: [...types] }),
});
