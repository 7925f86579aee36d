/** What a JSON text may cost before anybody parses it. */
export interface ShapeLimits {
  readonly maxDepth: number;
  /** Names in one object. */
  readonly maxMembers: number;
  /** Objects and arrays in all, and elements of one array. */
  readonly maxContainers: number;
}

export type ShapeProblem = 'too_deep' | 'too_many_members' | 'too_many_elements' | 'equal_names';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Counts depth, members and elements in one pass over the bytes, so that a bomb is refused before it is parsed, and
 * compares the names of each object, of which the parser would keep the last. It does not check the syntax: brackets
 * that do not match are the parser's to refuse.
 */
export function shapeProblem(bytes: Buffer, limits: ShapeLimits): ShapeProblem | undefined {
  const open: Container[] = [];
  let top: Container | undefined;
  let containers = 0;

  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      const end = endOfString(bytes, at);
      if (top?.names && top.awaitsName && !isNew(bytes, at, end, top.names)) return 'equal_names';
      if (top) top.awaitsName = false;
      at = end;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (open.length === limits.maxDepth) return 'too_deep';
      if (++containers > limits.maxContainers) return 'too_many_elements';
      top = { names: byte === OPEN_OBJECT ? new Set() : undefined, awaitsName: true, count: 1 };
      open.push(top);
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      open.pop();
      top = open.at(-1);
    } else if (byte === COMMA && top) {
      top.awaitsName = true;
      if (++top.count > (top.names ? limits.maxMembers : limits.maxContainers))
        return top.names ? 'too_many_members' : 'too_many_elements';
    }
  }
  return undefined;
}

interface Container {
  /** Of an object: those that were there so far. */
  readonly names: Set<string> | undefined;
  /** The next string of an object is a name, not a value. */
  awaitsName: boolean;
  count: number;
}

function isNew(bytes: Buffer, start: number, end: number, names: Set<string>): boolean {
  const name = nameIn(bytes, start, end);
  if (names.has(name)) return false;
  names.add(name);
  return true;
}

/** Escapes are read, so that `"a"` and `"\u0061"` are one name. */
function nameIn(bytes: Buffer, start: number, end: number): string {
  const written = bytes.toString('utf8', start + 1, end);
  if (!written.includes('\\')) return written;
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    return written;
  }
}

function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}
