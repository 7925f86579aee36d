import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { ErrorCode } from '#libs/kernel';
import type { Schema } from './schema-of.ts';

/** What the document says of a call and the code does not. The rest is read from the other decorators of its handler. */
export interface OperationText {
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** The class that checks the body, or a schema. */
  readonly body?: (new () => object) | Schema;
  /** Of bodies, by name. */
  readonly examples?: Readonly<Record<string, unknown>>;
  /** JSON unless said. */
  readonly bodyType?: string;
  /** Absent: the answer has no body, or one that no schema describes. */
  readonly answer?: new () => object;
  /** The answer in a sentence. */
  readonly answers: string;
  readonly answerHeaders?: Schema;
  /** Codes that this call alone has; what follows from its path, its parameters, its body and its access is added. */
  readonly errors?: readonly ErrorCode[];
  /** Makes what its path names where there is none, and so never answers not_found. */
  readonly creates?: boolean;
}

const OPERATION = 'gateway:operation';

export const Operation = (text: OperationText): CustomDecorator => SetMetadata(OPERATION, text);

export const operationOf = (handler: object): OperationText | undefined =>
  Reflect.getMetadata(OPERATION, handler) as OperationText | undefined;

export const ETAG: Schema = { ETag: { description: 'Its version, for If-Match.', schema: { type: 'string' } } };

/** What the dispatcher finds wrong with a message. */
export const REFUSED_BY_GATES: readonly ErrorCode[] = [
  'invalid_number',
  'invalid_text',
  'invalid_deadline',
  'invalid_schedule',
  'invalid_sender',
  'sender_not_owned',
  'no_route',
  'destination_blocked',
];
