import type { ErrorCode } from '#libs/kernel';
import type { Access } from '../../access.ts';
import type { Schema } from '../schema-of.ts';

export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As the router has it. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly parameters?: readonly Schema[];
  /** Its media type, JSON unless said. */
  readonly body?: {
    readonly schema: Schema;
    readonly examples?: Readonly<Record<string, unknown>>;
    readonly type?: string;
    /** It may be left out. */
    readonly optional?: boolean;
  };
  readonly answer: {
    readonly status: number;
    readonly description: string;
    readonly schema?: string;
    readonly headers?: Schema;
  };
  readonly errors: readonly ErrorCode[];
}

/** `unknown_field`: a parameter in the URL that the call does not take. */
export const OF_EVERY_CALL: readonly ErrorCode[] = [
  'malformed_request',
  'invalid_header',
  'unknown_field',
  'headers_too_large',
  'request_timeout',
  'internal_error',
];
export const OF_SIGNED_IN: readonly ErrorCode[] = [
  ...OF_EVERY_CALL,
  'unauthenticated',
  'ambiguous_credentials',
  'service_unavailable',
];
export const OF_BODIES: readonly ErrorCode[] = [
  'invalid_json',
  'invalid_field',
  'unknown_field',
  'unsupported_media_type',
  'request_too_large',
];
export const OF_READING: readonly ErrorCode[] = [...OF_SIGNED_IN, 'insufficient_scope', 'invalid_id', 'not_found'];

/** What a change may be refused with, besides what its own bodies and ids bring. */
export const OF_CHANGING: readonly ErrorCode[] = [...OF_SIGNED_IN, ...OF_BODIES, 'insufficient_scope'];
export const OF_LISTS: readonly ErrorCode[] = [...OF_SIGNED_IN, 'insufficient_scope', 'invalid_field', 'unknown_field'];

export const inPath = (name: string, description: string): Schema => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
});
export const inQuery = (name: string, description: string, schema: Schema): Schema => ({
  name,
  in: 'query',
  description,
  schema,
});
export const inHeader = (name: string, description: string, schema: Schema): Schema => ({
  name,
  in: 'header',
  description,
  schema,
});

export const ENVIRONMENT_TO_SEND = inHeader(
  'Postrider-Environment',
  'For users alone: live when absent. An API key has its own.',
  { type: 'string', enum: ['live', 'test'] },
);
export const ENVIRONMENT_SEEN = inHeader(
  'Postrider-Environment',
  'For users alone: only what is of this environment; both when absent. An API key sees its own.',
  { type: 'string', enum: ['live', 'test'] },
);
export const ETAG: Schema = { ETag: { description: 'Its version, for If-Match.', schema: { type: 'string' } } };
export const IF_MATCH = inHeader(
  'If-Match',
  'The ETag of what your change was made from, quotes included; a list of such; or *, whatever is there. A weak one never matches (RFC 9110).',
  { type: 'string' },
);
export const PAGE = [
  inQuery('limit', 'Things in a page.', { type: 'integer', minimum: 1, maximum: 100, default: 50 }),
  inQuery('cursor', 'next_cursor of the page before.', { type: 'string' }),
];
