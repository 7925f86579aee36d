import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { ErrorCode } from '#libs/kernel';
import type { Schema } from './schema-of.ts';

/**
 * The part of a call's description that the code does not contain. The rest is read from the other decorators of its
 * handler.
 */
export interface OperationText {
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** The class that checks the body, or a schema. */
  readonly body?: (new () => object) | Schema;
  /** Of bodies, by name. */
  readonly examples?: Readonly<Record<string, unknown>>;
  /** JSON unless given. */
  readonly bodyType?: string;
  /** Absent: the answer has no body, or one that no schema describes. */
  readonly answer?: new () => object;
  /** Of an answer that no schema describes. */
  readonly answerType?: string | readonly string[];
  /** The answer in a sentence. */
  readonly answers: string;
  readonly answerHeaders?: Schema;
  /**
   * Codes that only this call has; those that follow from its path, its parameters, its body and its access are added.
   */
  readonly errors?: readonly ErrorCode[];
  /** Creates the resource of its path if it does not exist, and so never answers not_found. */
  readonly creates?: boolean;
}

const OPERATION = 'gateway:operation';

export const Operation = (text: OperationText): CustomDecorator => SetMetadata(OPERATION, text);

export const operationOf = (handler: object): OperationText | undefined =>
  Reflect.getMetadata(OPERATION, handler) as OperationText | undefined;

export const ETAG: Schema = { ETag: { description: 'Its version, for If-Match.', schema: { type: 'string' } } };

/** Why a message cannot be rendered. */
export const REFUSED_TEMPLATES: readonly ErrorCode[] = [
  'template_not_found',
  'template_inactive',
  'template_not_approved',
  'invalid_variables',
];

/** The dispatcher's reasons to refuse a message. */
export const REFUSED_BY_GATES: readonly ErrorCode[] = [
  'invalid_number',
  'invalid_text',
  'invalid_media',
  'invalid_deadline',
  'invalid_schedule',
  'invalid_sender',
  'sender_not_owned',
  'no_route',
  'destination_blocked',
  'recipient_opted_out',
  'quota_exceeded',
];
