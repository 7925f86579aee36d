/**
 * The entry of a table under a name that came from outside. A name that every object inherits, such as `constructor`,
 * has no entry.
 */
export function own<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
