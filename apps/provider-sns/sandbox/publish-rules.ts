import { one, type Form } from '#libs/sandbox-kit';
import { attributesIn, attributesProblem } from './message-attributes.ts';

/** A parsed Publish to a phone. */
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

/** The sender if a message names none and the account has none. */
const ANY_SENDER = 'NOTICE';
const E164 = /^\+[1-9]\d{6,14}$/;
const LONGEST = 1_600;

/** The message of a form, or the first rule that it breaks. */
export function readPublish(form: Form, defaults: ReadonlyMap<string, string>): Sms | Refused {
  const to = one(form, 'PhoneNumber');
  const body = one(form, 'Message');
  const given = attributesIn(form);
  const refused = targetProblem(form, to) ?? bodyProblem(body);
  if (refused) return refused;
  const problem = attributesProblem(given);
  if (problem !== undefined) return { code: 'ParameterValueInvalid', message: problem };
  const attributes = new Map(given.map(({ name, value }) => [name, value]));
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

function targetProblem(form: Form, to: string): Refused | undefined {
  const [target, ...more] = ['PhoneNumber', 'TopicArn', 'TargetArn'].filter((name) => one(form, name) !== '');
  if (target === undefined || more.length > 0)
    return invalid('Invalid parameter: exactly one of PhoneNumber, TopicArn, TargetArn');
  if (to === '') return arnProblem(target, one(form, target));
  return E164.test(to) ? undefined : invalid(`Invalid parameter: PhoneNumber Reason: ${to} is not valid to publish to`);
}

/** Only phones can be published to here. */
function arnProblem(target: string, arn: string): Refused {
  const parts = arn.split(':').length;
  if (parts < 6)
    return invalid(`Invalid parameter: ${target} Reason: An ARN must have at least 6 elements, not ${parts}`);
  return { code: 'NotFound', message: target === 'TopicArn' ? 'Topic does not exist' : 'Target does not exist' };
}

function bodyProblem(body: string): Refused | undefined {
  if (body === '') return invalid('Invalid parameter: Empty message');
  return [...body].length > LONGEST ? invalid('Invalid parameter: Message too long') : undefined;
}

const invalid = (message: string): Refused => ({ code: 'InvalidParameter', message });
