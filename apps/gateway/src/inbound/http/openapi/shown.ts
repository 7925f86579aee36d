import 'reflect-metadata';

export interface Shown {
  readonly description: string;
  readonly example: unknown;
}

const SHOWN = 'gateway:shown';

/** What the API's document says of a field; its type and bounds come from the decorators that check it. */
export function Shown(description: string, example: unknown): PropertyDecorator {
  return (target, name) => Reflect.defineMetadata(SHOWN, { description, example } satisfies Shown, target, name);
}

export const shownOf = (Class: new () => object, name: string): Shown | undefined =>
  Reflect.getMetadata(SHOWN, Class.prototype as object, name) as Shown | undefined;
