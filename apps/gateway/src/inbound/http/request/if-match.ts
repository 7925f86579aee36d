import type { FastifyReply } from 'fastify';
import { PostriderError } from '#libs/kernel';
import type { IsWanted } from '../../../application/policies/save-policy.ts';

/** Entity tags that a change may be made from: `*` for any version, else the opaque parts of the strong ones. */
type IfMatch = '*' | ReadonlySet<string>;

const TAG = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;
const LIST = /^[\t ]*(?:,[\t ]*)*(?:W\/)?"[^"]*"[\t ]*(?:,[\t ]*(?:(?:W\/)?"[^"]*"[\t ]*)?)*$/;

/** RFC 9110: a list of entity tags or `*`; a weak tag never matches. Undefined if the header is absent. */
function ifMatchFrom(header: string | undefined): IfMatch | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return '*';
  const tags = LIST.test(header) ? header.match(/(?:W\/)?"[^"]*"/g)!.map((tag) => TAG.exec(tag)) : [null];
  if (tags.includes(null))
    throw new PostriderError('invalid_header', 'If-Match takes * or entity tags such as "3", "4".');
  return new Set(tags.flatMap((tag) => (tag![1] === undefined ? tag![2]! : [])));
}

/**
 * If `ifMissing` is given, a change without the header is refused: it may overwrite a version that its caller has never
 * seen.
 */
export function wantedBy(header: string | undefined, ifMissing?: string): IsWanted {
  const wanted = ifMatchFrom(header);
  if (wanted === undefined && ifMissing !== undefined) throw new PostriderError('precondition_required', ifMissing);
  return (version) => wanted === undefined || matches(wanted, etagOf(version));
}

/** Answers a resource with its version as its ETag. */
export function tagged<View extends { readonly version: number }>(response: FastifyReply, view: View): View {
  void response.header('ETag', etagOf(view.version));
  return view;
}

const etagOf = (version: number): string => `"${version}"`;

/** Whether the present version's tag, quotes included, is one of them. */
const matches = (wanted: IfMatch, etag: string): boolean => wanted === '*' || wanted.has(etag.slice(1, -1));
