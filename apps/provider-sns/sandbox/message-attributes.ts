import { own } from '#libs/kernel';
import { one, type Form } from '#libs/sandbox-kit';

/** A message attribute as it was given; a missing part is empty. */
export interface MessageAttribute {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

export function attributesIn(form: Form): readonly MessageAttribute[] {
  const found: MessageAttribute[] = [];
  for (let n = 1; ENTRY_PARTS.some((part) => one(form, `MessageAttributes.entry.${n}.${part}`) !== ''); n++) {
    const part = (name: string): string => one(form, `MessageAttributes.entry.${n}.${name}`);
    const type = part('Value.DataType');
    const value = part(type.startsWith('Binary') ? 'Value.BinaryValue' : 'Value.StringValue');
    found.push({ name: part('Name'), type, value });
  }
  return found;
}

const ENTRY_PARTS = ['Name', 'Value.DataType', 'Value.StringValue', 'Value.BinaryValue'];

/** The first error in them, in Amazon's words; undefined if all follow the SNS Developer Guide. */
export function attributesProblem(attributes: readonly MessageAttribute[]): string | undefined {
  const names = attributes.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) return `The message attribute '${twice}' is given more than once.`;
  return attributes.map((it) => nameProblem(it) ?? typeProblem(it) ?? valueProblem(it)).find((it) => it !== undefined);
}

const NAME = /^(?!\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/;
const RESERVED = /^(AWS|Amazon)\./i;
/** Reserved names that Amazon itself reads; those of push messages have no effect for a phone number. */
const PUSH = /^AWS\.SNS\.MOBILE\./;

function nameProblem({ name }: MessageAttribute): string | undefined {
  if (!NAME.test(name)) return `The message attribute name '${name}' is not valid.`;
  if (!RESERVED.test(name) || PUSH.test(name) || own(SMS, name)) return undefined;
  return `The message attribute name '${name}' begins with a prefix that is reserved for AWS.`;
}

function typeProblem({ name, type }: MessageAttribute): string | undefined {
  if (type === '') return `The message attribute '${name}' must contain non-empty message attribute type.`;
  if (!/^(String|Number|Binary)(\.|$)/.test(type))
    return (
      `The message attribute '${name}' has an invalid message attribute type, ` +
      'the set of supported type prefixes is Binary, Number, and String.'
    );
  const asked = own(SMS, name)?.type ?? type;
  return type === asked ? undefined : `The message attribute '${name}' must be of the type ${asked}.`;
}

function valueProblem({ name, type, value }: MessageAttribute): string | undefined {
  if (value === '')
    return `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`;
  if (type.startsWith('Number') && !Number.isFinite(Number(value)))
    return `Could not cast message attribute '${name}' value to number.`;
  return (own(SMS, name)?.fits(value) ?? true)
    ? undefined
    : `The value of the message attribute ${name} is not allowed`;
}

interface SmsAttribute {
  readonly type: 'String' | 'Number';
  readonly fits: (value: string) => boolean;
}

const matching = (pattern: RegExp): SmsAttribute => ({ type: 'String', fits: (value) => pattern.test(value) });

/** Those of a Publish to a phone number (SNS Developer Guide, "Publishing to a mobile phone"). */
const SMS: Readonly<Record<string, SmsAttribute>> = {
  'AWS.SNS.SMS.SMSType': matching(/^(Transactional|Promotional)$/),
  'AWS.SNS.SMS.SenderID': matching(/^(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}$/),
  'AWS.SNS.SMS.MaxPrice': { type: 'Number', fits: (value) => Number(value) > 0 },
  'AWS.MM.SMS.OriginationNumber': matching(/^\+?\d{5,14}$/),
  'AWS.MM.SMS.EntityId': matching(/^.+$/),
  'AWS.MM.SMS.TemplateId': matching(/^.+$/),
};
