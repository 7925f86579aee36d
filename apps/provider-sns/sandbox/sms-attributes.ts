import { one, type Answer, type Form } from '#libs/sandbox-kit';
import { escaped, queryError, queryResult } from './query-answers.ts';
import type { Sns } from './sns.ts';

const KNOWN = [
  'MonthlySpendLimit',
  'DeliveryStatusIAMRole',
  'DeliveryStatusSuccessSamplingRate',
  'DefaultSenderID',
  'DefaultSMSType',
  'UsageReportS3Bucket',
];

/** An account's defaults for all its messages, and its opt-outs. */
export const SMS_ACTIONS: Readonly<Record<string, (sns: Sns, form: Form) => Answer>> = {
  GetSMSAttributes: ({ attributes }, form) => {
    const asked = members(form, 'attributes');
    const entries = [...attributes].filter(([name]) => asked.length === 0 || asked.includes(name));
    const xml = entries.map(
      ([key, value]) => `<entry><key>${escaped(key)}</key><value>${escaped(value)}</value></entry>`,
    );
    return queryResult('GetSMSAttributes', `<attributes>${xml.join('')}</attributes>`);
  },
  SetSMSAttributes: ({ attributes }, form) => {
    const given = entriesIn(form);
    const stranger = given.find(([name]) => !KNOWN.includes(name));
    if (stranger) return queryError('InvalidParameter', { message: `Invalid parameter: ${stranger[0]}` });
    for (const [name, value] of given) attributes.set(name, value);
    return queryResult('SetSMSAttributes');
  },
  CheckIfPhoneNumberIsOptedOut: ({ optOuts }, form) =>
    queryResult('CheckIfPhoneNumberIsOptedOut', `<isOptedOut>${optOuts.has(one(form, 'phoneNumber'))}</isOptedOut>`),
  ListPhoneNumbersOptedOut: ({ optOuts }) => {
    const xml = [...optOuts.keys()].map((number) => `<member>${escaped(number)}</member>`).join('');
    return queryResult('ListPhoneNumbersOptedOut', `<phoneNumbers>${xml}</phoneNumbers>`);
  },
  OptInPhoneNumber: ({ optOuts }, form) => {
    optOuts.delete(one(form, 'phoneNumber'));
    return queryResult('OptInPhoneNumber');
  },
};

function members(form: Form, list: string): readonly string[] {
  const found: string[] = [];
  for (let n = 1; one(form, `${list}.member.${n}`) !== ''; n++) found.push(one(form, `${list}.member.${n}`));
  return found;
}

function entriesIn(form: Form): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (let n = 1; one(form, `attributes.entry.${n}.key`) !== ''; n++)
    found.push([one(form, `attributes.entry.${n}.key`), one(form, `attributes.entry.${n}.value`)]);
  return found;
}
