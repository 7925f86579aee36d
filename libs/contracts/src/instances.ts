import { plainToInstance } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';

type Class = new () => object;

interface Field {
  readonly name: string;
  /** The class given by `@Type`. */
  readonly FieldClass: Class | undefined;
}

const known = new WeakMap<Class, readonly Field[]>();

/**
 * Parsed JSON as an instance of its class, and of the classes that its fields name. Only fields with decorators are
 * taken over. A field without a class keeps its parsed value, so that no name in it has an effect.
 */
export function instanceOf<T extends object>(InstanceClass: new () => T, value: object): T {
  const instance = new InstanceClass() as Record<string, unknown>;
  for (const { name, FieldClass } of fieldsOf(InstanceClass)) {
    if (!Object.hasOwn(value, name)) continue;
    const given = (value as Record<string, unknown>)[name];
    instance[name] = FieldClass ? ofClass(FieldClass, given) : given;
  }
  return instance as T;
}

/** The names that have decorators, including those of its parents. */
export function fieldsOf(InstanceClass: Class): readonly Field[] {
  const found = known.get(InstanceClass);
  if (found) return found;
  const metadata = getMetadataStorage().getTargetValidationMetadatas(InstanceClass, '', false, false);
  const names = new Set(metadata.map(({ propertyName }) => propertyName));
  const fields = [...names].map((name) => ({ name, FieldClass: classOf(InstanceClass, name) }));
  known.set(InstanceClass, fields);
  return fields;
}

function ofClass(FieldClass: Class, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => ofClass(FieldClass, item));
  return typeof value === 'object' && value !== null ? instanceOf(FieldClass, value) : value;
}

/** class-transformer knows the argument of `@Type` and shows it only by converting an empty object. */
function classOf(InstanceClass: Class, name: string): Class | undefined {
  const made = plainToInstance(InstanceClass, { [name]: [{}] }) as Record<string, unknown>;
  const [item] = Array.isArray(made[name]) ? (made[name] as unknown[]) : [];
  const FieldClass = item?.constructor as Class | undefined;
  return FieldClass === Object ? undefined : FieldClass;
}
