import type { RegisterAccountRequest } from '#libs/contracts';

type Rules = Pick<RegisterAccountRequest, 'sender_rule' | 'carries'>;

/** The rules of an account as they are stored: plain objects without absent fields. */
export const storedRules = ({ sender_rule, carries }: Rules): Rules =>
  JSON.parse(JSON.stringify({ sender_rule, carries })) as Rules;
