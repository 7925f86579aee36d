/**
 * What a table has under a name that came from outside. A name that every object inherits, such as `constructor`, is
 * none of its own.
 */
export function own<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
