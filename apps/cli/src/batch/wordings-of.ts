import { checkText } from '#libs/kernel';
import { misused } from '../failure.ts';
import type { BatchMessage, Wanted } from './messages-of.ts';
import { REFUSED } from './rows-file.ts';
import { Template } from './template.ts';

/** Columns that are fields of a message if the file has them. */
export const FIELDS = ['client_ref', 'subject_ref', 'sender', 'send_at'] as const;

type Values = Readonly<Record<string, string>>;
/** The text of a row, or its variables; or the reason that it has none. */
export type WordingOf = (values: Values) => Pick<BatchMessage, 'text' | 'variables'> | string;

export function wordingsOf(columns: readonly string[], wanted: Wanted): WordingOf {
  const { text, template, var: given } = wanted;
  if (text !== undefined && template !== undefined) throw misused('Give either --text or --template.');
  if (template !== undefined) return variablesOf(columns, wanted);
  if (given) throw misused('--var needs --template beside it.');
  if (text === undefined && !columns.includes('text'))
    throw misused('The file has no column text. Add it, or give the text of every message by --text or --template.');
  return textOf(text === undefined ? undefined : new Template(text, columns));
}

function textOf(template: Template | undefined): WordingOf {
  return (values) => {
    const filled = template ? template.fill(values) : { text: values.text! };
    if ('empty' in filled) return `${filled.empty} is empty.`;
    return (filled.text === '' ? 'text is empty.' : checkText(filled.text)) ?? filled;
  };
}

/** The file of refused rows is sent again with their reasons in it: these are no variable. */
function variablesOf(columns: readonly string[], { to, var: given = {} }: Wanted): WordingOf {
  const others = [to, ...FIELDS, REFUSED];
  const names = columns.filter((name) => !others.includes(name));
  return (values) => {
    const filled = names.map((name) => [name, values[name] || given[name]]);
    const empty = filled.find(([, value]) => value === undefined);
    if (empty) return `${empty[0]} is empty.`;
    return { variables: { ...given, ...(Object.fromEntries(filled) as Values) } };
  };
}
