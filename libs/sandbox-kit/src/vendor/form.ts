import { own } from '#libs/kernel';

/** A form as vendors read it: a repeated name is a list. */
export type Form = Readonly<Record<string, string | string[] | undefined>>;

export const one = (form: Form, name: string): string => {
  const value = own(form, name);
  return (Array.isArray(value) ? value.at(-1) : value) ?? '';
};

export const all = (form: Form, name: string): readonly string[] => {
  const value = own(form, name);
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
};
