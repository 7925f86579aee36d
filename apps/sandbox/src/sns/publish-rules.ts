import { own } from '#libs/kernel';
import { one, type Form } from '../vendor/form.ts';

/** A Publish to a phone, read. */
export interface Sms {
  readonly to: string;
  readonly body: string;
  /** The sender id, else the origination number, else the account's. */
  readonly from: string;
  readonly smsType: string;
  /** USD for the whole message. */
  readonly maxPrice: number;
}

export interface Refused {
  readonly code: string;
  readonly message: string;
}

/** What phones show where a message names no sender and the account has none. */
const ANY_SENDER = 'NOTICE';
const E164 = /^\+[1-9]\d{6,14}$/;
const SENDER_ID = /^(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}$/;
const ORIGINATION_NUMBER = /^\+?\d{5,14}$/;
const LONGEST = 1_600;

/** The message that a form asks for, or the first rule that it breaks. */
export function readPublish(form: Form, defaults: ReadonlyMap<string, string>): Sms | Refused {
  const to = one(form, 'PhoneNumber');
  const body = one(form, 'Message');
  const attributes = attributesIn(form);
  const refused =
    targetProblem(form, to) ??
    bodyProblem(body) ??
    [...attributes].map(attributeProblem).find((it) => it !== undefined);
  if (refused) return refused;
  return {
    to,
    body,
    from:
      attributes.get('AWS.SNS.SMS.SenderID') ??
      attributes.get('AWS.MM.SMS.OriginationNumber') ??
      (defaults.get('DefaultSenderID') || ANY_SENDER),
    smsType: attributes.get('AWS.SNS.SMS.SMSType') ?? defaults.get('DefaultSMSType') ?? 'Promotional',
    maxPrice: Number(attributes.get('AWS.SNS.SMS.MaxPrice') ?? Infinity),
  };
}

function attributesIn(form: Form): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let n = 1; one(form, `MessageAttributes.entry.${n}.Name`) !== ''; n++) {
    const entry = `MessageAttributes.entry.${n}`;
    found.set(one(form, `${entry}.Name`), one(form, `${entry}.Value.StringValue`));
  }
  return found;
}

function targetProblem(form: Form, to: string): Refused | undefined {
  const targets = ['PhoneNumber', 'TopicArn', 'TargetArn'].filter((name) => one(form, name) !== '');
  if (targets.length !== 1) return invalid('Invalid parameter: exactly one of PhoneNumber, TopicArn, TargetArn');
  if (to === '') return { code: 'NotFound', message: 'Topic does not exist' };
  return E164.test(to) ? undefined : invalid(`Invalid parameter: PhoneNumber Reason: ${to} is not valid to publish to`);
}

function bodyProblem(body: string): Refused | undefined {
  if (body === '') return invalid('Invalid parameter: Empty message');
  return [...body].length > LONGEST ? invalid('Invalid parameter: Message too long') : undefined;
}

function attributeProblem([name, value]: readonly [string, string]): Refused | undefined {
  const fits = own(ATTRIBUTES, name);
  return !fits || fits(value)
    ? undefined
    : { code: 'ParameterValueInvalid', message: `The value of the message attribute ${name} is not allowed` };
}

const ATTRIBUTES: Readonly<Record<string, (value: string) => boolean>> = {
  'AWS.SNS.SMS.SMSType': (value) => value === 'Transactional' || value === 'Promotional',
  'AWS.SNS.SMS.SenderID': (value) => SENDER_ID.test(value),
  'AWS.SNS.SMS.MaxPrice': (value) => Number(value) > 0,
  'AWS.MM.SMS.OriginationNumber': (value) => ORIGINATION_NUMBER.test(value),
};

const invalid = (message: string): Refused => ({ code: 'InvalidParameter', message });
