import { PostriderError } from '#libs/kernel';

/** Entity tags that a change may start from: `*` for whatever is there, else the opaque parts of the strong ones. */
export type IfMatch = '*' | ReadonlySet<string>;

const TAG = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;
const LIST = /^[\t ]*(?:,[\t ]*)*(?:W\/)?"[^"]*"[\t ]*(?:,[\t ]*(?:(?:W\/)?"[^"]*"[\t ]*)?)*$/;

/** RFC 9110: a list of entity tags or `*`; a weak tag never matches. Undefined where the header is absent. */
export function ifMatchFrom(header: string | undefined): IfMatch | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return '*';
  const tags = LIST.test(header) ? header.match(/(?:W\/)?"[^"]*"/g)!.map((tag) => TAG.exec(tag)) : [null];
  if (tags.includes(null))
    throw new PostriderError('invalid_header', 'If-Match takes * or entity tags such as "3", "4".');
  return new Set(tags.flatMap((tag) => (tag![1] === undefined ? tag![2]! : [])));
}

/** Whether the tag of what is there, quotes included, is one of them. */
export const matches = (wanted: IfMatch, etag: string): boolean => wanted === '*' || wanted.has(etag.slice(1, -1));
