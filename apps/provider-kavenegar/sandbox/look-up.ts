import { one, type Answer, type Form } from '#libs/sandbox-kit';
import type { KavenegarAccount } from './accounts.ts';
import { refusal, success } from './answers.ts';
import type { Kavenegar } from './kavenegar.ts';
import { sendAll } from './send.ts';
import { fill } from './templates.ts';

const NAMES = ['token', 'token2', 'token3', 'token10', 'token20'];

/** `verify/lookup`: a message by template to one receptor. It takes no client reference. */
export function lookUp(kavenegar: Kavenegar, account: KavenegarAccount, form: Form): Promise<Answer> | Answer {
  const [receptor, code] = [one(form, 'receptor'), one(form, 'template')];
  if (['receptor', 'template', 'token'].some((name) => form[name] === undefined)) return refusal(400);
  if (receptor === '' || code === '' || one(form, 'token') === '') return refusal(406);
  const template = kavenegar.templates.approved(code);
  if (!template) return refusal(424);
  const given = NAMES.filter((name) => one(form, name) !== '');
  const tokens = Object.fromEntries(given.map((name) => [name, one(form, name)]));
  const filled = fill(template, tokens);
  if ('code' in filled) return refusal(filled.code);
  const wanted = { receptor, message: filled.text, sender: '', template: { code, tokens } };
  return sendAll(kavenegar, account, [wanted], (entries) =>
    success(account.lookupEntries === 'object' ? entries[0]! : entries),
  );
}
