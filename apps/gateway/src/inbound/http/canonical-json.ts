import { PostriderError } from '#libs/kernel';

const POISON = new Set(['__proto__', 'constructor', 'prototype']);

export const isPoison = (name: string): boolean => POISON.has(name);

/**
 * One text for all ways to write the same JSON value: keys in code-unit order, no white space. The depth was bounded
 * before parsing. Keys that could reach a prototype are refused here, since every body passes through.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);

  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${canonicalName(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

function canonicalName(name: string): string {
  if (isPoison(name)) throw new PostriderError('invalid_json', `The name ${name} is not allowed in a body.`);
  return JSON.stringify(name);
}
