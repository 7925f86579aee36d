import { MOST_REPORTED } from '#libs/contracts';
import { PostriderError, type FieldError } from '#libs/kernel';
import { ListBody } from './bodies.ts';
import { checked, fieldsOf, isObject, type Fields } from './json-body.ts';

/**
 * The right items of a list, and a function that puts their results in the order of all. A wrong item does not keep the
 * others from being taken; if all are wrong, the call is.
 */
export function itemsOf<T extends object>(
  Class: new () => T,
  given: Fields,
  prepared = (item: Fields): Fields => item,
) {
  const { messages: items } = fieldsOf(ListBody, given);
  if (items.length === 0) throw listError('messages must have 1 to 100 items.');
  if (items.length > MOST_REPORTED)
    throw new PostriderError('request_too_large', `Send at most ${MOST_REPORTED} items.`);
  const all = items.map((item, at) => checked(Class, isObject(item) ? prepared(item) : item, `messages.${at}.`));
  const right = all.flatMap(({ value, errors }) => (errors.length === 0 ? [{ ...value }] : []));
  if (right.length === 0) {
    const errors = all.flatMap((it) => it.errors).slice(0, 20);
    throw new PostriderError('invalid_field', errors[0]!.message, { errors });
  }
  const inOrder = <Result, Wrong>(
    results: readonly Result[],
    wrong: (item: Fields, detail: string) => Wrong,
  ): (Result | Wrong)[] => {
    let next = 0;
    return all.map(({ errors }, at) =>
      errors.length === 0 ? results[next++]! : wrong(isObject(items[at]) ? items[at] : {}, errors[0]!.message),
    );
  };
  return { right, inOrder };
}

function listError(message: string): PostriderError {
  const errors: FieldError[] = [{ field: 'messages', code: 'invalid_field', message }];
  return new PostriderError('invalid_field', message, { errors });
}
