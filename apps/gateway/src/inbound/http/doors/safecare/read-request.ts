import { setImmediate as turn } from 'node:timers/promises';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, MaxLength } from 'class-validator';
import { Described, type RenderItem, type SubmitItem } from '#libs/contracts';
import type { FieldError } from '#libs/kernel';
import { NOT_A_MESSAGE, type Refusal } from '../../../../application/messages/submit-request.ts';
import { checkFields, refusalOf } from '../../request/check-fields.ts';
import { fingerprintOfList, SLICE } from '../../request/fingerprint.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Optional } from '../../request/optional.ts';
import { IsVariables } from '../../native/messages/template-fields.ts';
import type { ReadMessages } from '../../native/messages/read-messages.ts';
import { bodyOf, RequestHead } from './bodies.ts';

export class SafecareMessageBody {
  @Described('The number, as it is dialled at home or with its country code.', '0901234567')
  @MaxLength(64)
  @IsString()
  to!: string;

  @Described('A text or a number for each placeholder of the template; others are ignored.', { CODE: '123456' })
  @Optional()
  @IsVariables()
  variables?: Record<string, string>;
}

/** For the document; `readRequest` reads it. */
export class SafecareRequestBody extends RequestHead {
  @Described('One of them that cannot be sent does not stop the others.')
  @ArrayMaxSize(5_000)
  @ArrayMinSize(1)
  @IsArray()
  @Type(() => SafecareMessageBody)
  messages!: SafecareMessageBody[];
}

export interface ReadRequest extends ReadMessages {
  readonly head: RequestHead;
  /** The numbers as they were written. */
  readonly numbers: readonly unknown[];
}

/** A message that is wrong is refused by its position; what the messages share refuses the call. */
export async function readRequest(body: JsonObject, most: number): Promise<ReadRequest> {
  const { messages } = body;
  const wrong = wrongList(messages, most);
  const head = withErrors(() => bodyOf(RequestHead, body), wrong);
  const list = messages as readonly unknown[];
  const fingerprint = await fingerprintOfList('safecare', { ...head }, list);
  return { head, fingerprint, numbers: list.map(numberOf), ...(await readAll(list, head)) };
}

function wrongList(messages: unknown, most: number): FieldError[] {
  const error = (message: string): FieldError[] => [{ field: 'messages', code: 'invalid_batch', message }];
  if (!Array.isArray(messages)) return error('messages must be a list.');
  const isOfSize = messages.length >= 1 && messages.length <= most;
  return isOfSize ? [] : error(`A request takes 1 to ${most.toLocaleString('en')} messages.`);
}

/** The errors of all fields together. */
function withErrors<T>(read: () => T, others: readonly FieldError[]): T {
  try {
    const value = read();
    if (others.length === 0) return value;
  } catch (error) {
    const { errors } = error as { errors?: readonly FieldError[] };
    throw errors ? refusalOf([...errors, ...others]) : error;
  }
  throw refusalOf(others);
}

async function readAll(
  list: readonly unknown[],
  { template_id: template, agent_id: route, priority }: RequestHead,
): Promise<Pick<ReadMessages, 'items' | 'refused' | 'templated'>> {
  const items: SubmitItem[] = [];
  const refused = new Map<number, Refusal>();
  const templated = new Map<number, RenderItem>();
  for (const [position, message] of list.entries()) {
    if (position > 0 && position % SLICE === 0) await turn();
    const read = isObject(message) ? checkFields(SafecareMessageBody, known(message)) : NOT_AN_OBJECT;
    if ('value' in read) {
      const { to, variables } = read.value;
      templated.set(position, { template, ...(variables && { variables }) });
      items.push({ to, text: '', route, ...(priority !== undefined && { priority }) });
    } else {
      const [{ code, message: detail }] = read.errors as [FieldError];
      refused.set(position, { code, detail });
      items.push(NOT_A_MESSAGE);
    }
  }
  return { items, refused, templated };
}

/** Without fields that the door does not know; numbers among the values are texts. */
function known({ to, variables }: JsonObject): JsonObject {
  const values = isObject(variables)
    ? Object.fromEntries(Object.entries(variables).map(([name, it]) => [name, typeof it === 'number' ? `${it}` : it]))
    : variables;
  return { to, ...(values !== undefined && values !== null && { variables: values }) };
}

const NOT_AN_OBJECT = {
  errors: [{ field: '', code: 'invalid_field', message: 'A message must be an object.' }],
} as const;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const numberOf = (message: unknown): unknown => (isObject(message) ? message.to : undefined);
