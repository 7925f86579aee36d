type Schema = Readonly<Record<string, unknown>>;

/** Where a value differs from its JSON Schema, including fields that the schema does not name; empty if it conforms. */
export function deviations(value: unknown, schema: Schema, path = '$'): string[] {
  const types = [schema.type].flat().filter(Boolean) as string[];
  if (types.length > 0 && !types.includes(typeOf(value)))
    return [`${path} is ${typeOf(value)}, not ${types.join(' or ')}`];
  if (schema.enum && !(schema.enum as unknown[]).includes(value)) return [`${path} is not in the list`];

  if (Array.isArray(value))
    return value.flatMap((item, n) => deviations(item, (schema.items as Schema) ?? {}, `${path}[${n}]`));
  const isAny = types.length === 0 && schema.properties === undefined;
  if (typeof value !== 'object' || value === null || isAny) return [];
  const required = ((schema.required as string[]) ?? [])
    .filter((name) => !(name in value))
    .map((name) => `${path}.${name} is missing`);
  return [...required, ...Object.entries(value).flatMap(([name, member]) => deviationsOf(name, member, schema, path))];
}

function deviationsOf(name: string, member: unknown, schema: Schema, path: string): string[] {
  const { [name]: known = schema.additionalProperties } = (schema.properties ?? {}) as Record<
    string,
    Schema | undefined
  >;
  return known ? deviations(member, known as Schema, `${path}.${name}`) : [`${path}.${name} is not in the schema`];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
