import { setImmediate as turn } from 'node:timers/promises';
import { PostriderError, type FieldError } from '#libs/kernel';
import type { RenderItem, SubmitItem } from '#libs/contracts';
import { NOT_A_MESSAGE, type Refusal } from '../../../../application/messages/submit-request.ts';
import { checkFilledInSize, withDefaults } from './batch-defaults.ts';
import { checkFields, fieldsFrom, refusalOf, type Checked } from '../../request/check-fields.ts';
import { fingerprintOf, fingerprintOfList, SLICE } from '../../request/fingerprint.ts';
import { BATCH_SIZE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { submitItemOf, withoutPictures } from './media-fields.ts';
import { BatchDefaults, MessageBody, MOST_MESSAGES } from './message-body.ts';
import { twoWays, withRoute } from './route-fields.ts';
import { renderItemOf, TWO_WORDINGS, withoutTemplate, wordingProblem } from './template-fields.ts';

export interface ReadMessages {
  readonly fingerprint: string;
  readonly items: readonly SubmitItem[];
  /** By position: entries that do not have the shape of a message. */
  readonly refused: ReadonlyMap<number, Refusal>;
  /** By position: messages by template; their items have no text. */
  readonly templated: ReadonlyMap<number, RenderItem>;
}

export function readSingle(body: JsonObject): ReadMessages {
  const fingerprint = fingerprintOf('messages', body);
  const message = fieldsFrom(MessageBody, body);
  const contradiction = contradictionIn(message, '');
  if (contradiction) throw refusalOf([contradiction]);
  const byTemplate = renderItemOf(message);
  const templated = new Map(byTemplate ? [[0, byTemplate]] : []);
  return { fingerprint, items: [itemOf(message)], refused: new Map(), templated };
}

/** A malformed message is refused by its position; only an error of the batch itself refuses the call. */
export async function readBatch({ messages, defaults = {}, ...others }: JsonObject): Promise<ReadMessages> {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) fieldsFrom(BatchEnvelope, others);
  if (!Array.isArray(messages)) throw refusalOf([notAList]);
  if (messages.length < 1 || messages.length > MOST_MESSAGES) throw new PostriderError('invalid_batch', BATCH_SIZE);

  const fingerprint = await fingerprintOfList('batch', { defaults }, messages);
  const shared = valueOr(checkFields(BatchDefaults, defaults, 'defaults.'));
  if (shared.text !== undefined && shared.template !== undefined) throw refusalOf([twoDefaults]);
  await checkFilledInSize(messages, shared);
  return { fingerprint, ...(await readItems(messages, shared)) };
}

/** Has no field beyond `messages` and `defaults`, which were taken out. */
class BatchEnvelope {}

async function readItems(
  messages: readonly unknown[],
  defaults: BatchDefaults,
): Promise<Omit<ReadMessages, 'fingerprint'>> {
  const items: SubmitItem[] = [];
  const refused = new Map<number, Refusal>();
  const templated = new Map<number, RenderItem>();

  for (const [position, message] of messages.entries()) {
    if (position > 0 && position % SLICE === 0) await turn();
    const read = readItem(message, defaults);
    if ('value' in read) {
      const byTemplate = renderItemOf(read.value);
      if (byTemplate) templated.set(position, byTemplate);
      items.push(itemOf(read.value));
    } else {
      const [{ code, message: detail }] = read.errors as [FieldError];
      refused.set(position, { code, detail });
      items.push(NOT_A_MESSAGE);
    }
  }
  return { items, refused, templated };
}

const itemOf = (message: MessageBody): SubmitItem =>
  withRoute(submitItemOf(message.template === undefined ? (message as SubmitItem) : withoutTemplate(message)));

function readItem(message: unknown, defaults: BatchDefaults): Checked<MessageBody> {
  if (typeof message !== 'object' || message === null || Array.isArray(message))
    return { errors: [{ field: '', code: 'invalid_field', message: 'A message must be an object.' }] };

  const checked = checkFields(MessageBody, withDefaults(message, defaults));
  const contradiction = 'value' in checked ? contradictionIn(checked.value, '') : undefined;
  return contradiction ? { errors: [contradiction] } : checked;
}

function contradictionIn(message: MessageBody, path: string): FieldError | undefined {
  const { deadline, valid_for_s } = message;
  const wording = wordingProblem(message, path);
  if (wording) return wording;
  const ways = twoWays(message, path);
  if (ways) return ways;
  const wordless = withoutPictures(message);
  if (wordless)
    return { field: path + wordless, code: 'invalid_field', message: `${wordless} needs media_urls beside it.` };
  if (deadline === undefined || valid_for_s === undefined) return undefined;
  return { field: `${path}deadline`, code: 'invalid_field', message: 'Give deadline or valid_for_s, not both.' };
}

const twoDefaults: FieldError = { field: 'defaults.text', code: 'invalid_field', message: TWO_WORDINGS };

const notAList: FieldError = { field: 'messages', code: 'invalid_field', message: 'messages must be a list.' };

function valueOr<T>(checked: Checked<T>): T {
  if ('value' in checked) return checked.value;
  throw refusalOf(checked.errors);
}
