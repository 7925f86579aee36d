import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsObject, IsOptional, IsString, ValidateNested } from 'class-validator';
import { validatePayload } from './validate.ts';

class Item {
  @IsString() to!: string;
  @IsOptional() @IsInt() priority?: number;
}
class Batch {
  @IsString() tenant!: string;
  @IsOptional() @IsObject() metadata?: Record<string, string>;
  @IsArray() @ArrayMaxSize(1_000) @ValidateNested({ each: true }) @Type(() => Item) items!: Item[];
}

const items = (length: number): Item[] => Array.from({ length }, (_, at) => ({ to: `number ${at}` }));
const errorOf = async (value: unknown): Promise<unknown> =>
  validatePayload(Batch, value).then(
    () => undefined,
    (error: unknown) => error,
  );

it.each([1, 199, 200, 201, 1_000])('makes instances of a list of %d items', async (length) => {
  const batch = await validatePayload(Batch, { tenant: 't', items: items(length) });

  expect(batch).toBeInstanceOf(Batch);
  expect(batch.items).toEqual(items(length));
  expect(batch.items.every((item) => item instanceof Item)).toBe(true);
});

it.each([0, 199, 200, 399, 400])('names the wrong item %d of a long list by its path', async (at) => {
  const list: unknown[] = items(401);
  list[at] = { to: 5 };

  expect(await errorOf({ tenant: 't', items: list })).toMatchObject({
    code: 'invalid_field',
    errors: [{ field: `items.${at}.to`, code: 'invalid_field', message: 'to must be a string' }],
  });
});

it('names the wrong item of a short list in the same way', async () => {
  expect(await errorOf({ tenant: 't', items: [{ to: 'x' }, { to: 5 }] })).toMatchObject({
    errors: [{ field: 'items.1.to' }],
  });
});

it('refuses a list over its limit without looking at the items', async () => {
  const error = await errorOf({ tenant: 't', items: Array.from({ length: 1_001 }, () => ({ to: 5 })) });

  expect(error).toMatchObject({ errors: [{ field: 'items' }] });
});

it.each([[null], [7], ['text'], [[]], [undefined]])('refuses %p, which is not an object', async (value) => {
  expect(await errorOf(value)).toMatchObject({ code: 'invalid_field' });
});

it('refuses null among the items, in short lists and in long ones', async () => {
  expect(await errorOf({ tenant: 't', items: [null] })).toMatchObject({ code: 'invalid_field' });
  expect(await errorOf({ tenant: 't', items: [...items(300), null] })).toMatchObject({ code: 'invalid_field' });
});

it('drops fields that the class does not have', async () => {
  const batch = await validatePayload(Batch, { tenant: 't', items: [{ to: 'x', surprise: 1 }], surprise: 1 });

  expect({ ...batch, items: batch.items.map((item) => ({ ...item })) }).toEqual({ tenant: 't', items: [{ to: 'x' }] });
});

it('drops a long list that the class does not have', async () => {
  const batch = await validatePayload(Batch, { tenant: 't', items: items(1), surprise: items(300) });

  expect(batch).not.toHaveProperty('surprise');
});

it('never repeats a value in an error', async () => {
  const error = await errorOf({ tenant: 5_551_234, items: [{ to: 'x', priority: 'a secret' }] });

  expect(JSON.stringify(error)).not.toMatch(/5551234|a secret/);
});

it('yields to other work while it checks a long list', async () => {
  let immediates = 0;
  const tick = (): void => {
    immediates += 1;
    if (immediates < 1_000) setImmediate(tick);
  };
  setImmediate(tick);

  await validatePayload(Batch, { tenant: 't', items: items(1_000) });

  expect(immediates).toBeGreaterThanOrEqual(4);
});

it('a field named __proto__ has no effect', async () => {
  const value = JSON.parse('{"tenant":"t","items":[],"__proto__":{"admin":true}}') as unknown;
  const batch = (await validatePayload(Batch, value)) as Batch & { admin?: boolean };

  expect(batch.admin).toBeUndefined();
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
});

it.each([
  '{"toString":"x","valueOf":"x","hasOwnProperty":"x"}',
  '{"constructor":"x","prototype":"x","then":"x","toJSON":"x"}',
  '{"__proto__":"x","a":{"__proto__":"y","constructor":"z"}}',
  '{"_bsontype":"x","length":"7","":"x"}',
])('leaves the object %s, whose names are not in the class, as it was parsed', async (text) => {
  const value = JSON.parse(`{"tenant":"t","items":[],"metadata":${text}}`) as unknown;

  expect(JSON.stringify((await validatePayload(Batch, value)).metadata)).toBe(text);
});

it.each(['constructor', 'toString', '__proto__'])('takes no field from an item that is named %s', async (name) => {
  const value = JSON.parse(`{"tenant":"t","items":[{"to":"x","${name}":"y"}],"${name}":"y"}`) as unknown;

  const [item] = (await validatePayload(Batch, value)).items;

  expect(item).toBeInstanceOf(Item);
  expect(JSON.stringify(item)).toBe('{"to":"x"}');
});
