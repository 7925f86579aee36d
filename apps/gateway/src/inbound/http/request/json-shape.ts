/** Limits of a JSON text that are checked before it is parsed. */
export interface ShapeLimits {
  readonly maxDepth: number;
  /** Names in one object. */
  readonly maxMembers: number;
  /** Objects and arrays in total, and elements of one array. */
  readonly maxContainers: number;
}

export type ShapeProblem = 'too_deep' | 'too_many_members' | 'too_many_elements';

export interface Shape {
  readonly problem?: ShapeProblem;
  /** Of all objects together, equal ones counted each time. */
  readonly names: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Counts depth, members and elements in one pass over the bytes, about a nanosecond each, so that a bomb is refused
 * before it is parsed. It does not check the syntax: the parser refuses brackets that do not match.
 */
export function shapeOf(bytes: Uint8Array, limits: ShapeLimits): Shape {
  const ceilings: number[] = [];
  const counts: number[] = [];
  let containers = 0;
  let names = 0;

  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
    } else if (byte === COLON) {
      names++;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (counts.length === limits.maxDepth) return { problem: 'too_deep', names };
      if (++containers > limits.maxContainers) return { problem: 'too_many_elements', names };
      ceilings.push(byte === OPEN_OBJECT ? limits.maxMembers : limits.maxContainers);
      counts.push(1);
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      counts.pop();
      ceilings.pop();
    } else if (byte === COMMA && counts.length > 0) {
      const top = counts.length - 1;
      counts[top] = counts[top]! + 1;
      if (counts[top] > ceilings[top]!)
        return { problem: ceilings[top] === limits.maxMembers ? 'too_many_members' : 'too_many_elements', names };
    }
  }
  return { names };
}

/** Names of all objects in it together. A parser keeps only the last of equal names: then this count is lower. */
export function namesIn(parsed: unknown): number {
  if (typeof parsed !== 'object' || parsed === null) return 0;
  let names = 0;
  if (Array.isArray(parsed)) for (const it of parsed) names += namesIn(it);
  // `for in` makes no list of names, and a parsed object inherits none.
  else for (const name in parsed) names += 1 + namesIn(parsed[name as never]);
  return names;
}

function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}
