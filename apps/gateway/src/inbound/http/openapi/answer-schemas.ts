import { ERROR_CODES } from '#libs/kernel';
import { SCOPES } from '../../../application/ports.ts';
import { DEAD_LETTER_ANSWERS } from './answers/dead-letters.ts';
import { MESSAGE_ANSWERS } from './answers/messages.ts';
import { ROUTING_ANSWERS } from './answers/routing.ts';
import { count, environment, list, object, oneOf, text } from './answers/schemas.ts';
import type { Schema } from './schema-of.ts';

const fieldProblem = object({
  field: text('Dotted path in the body.', 'to'),
  code: oneOf(ERROR_CODES, 'Stable.'),
  message: text('A sentence for people.'),
});

export const ANSWER_SCHEMAS: Readonly<Record<string, Schema>> = {
  ...MESSAGE_ANSWERS,
  ...ROUTING_ANSWERS,
  ...DEAD_LETTER_ANSWERS,
  Token: object({
    access_token: text('Send it as a Bearer token.'),
    token_type: oneOf(['Bearer'], 'Always this.'),
    expires_in: count('Seconds.'),
  }),
  Caller: object(
    {
      kind: oneOf(['key', 'user'], 'What the credential belongs to.'),
      id: text('Of the key or user.'),
      tenant: text('The tenant it belongs to.', '00000001'),
      scopes: list(oneOf(SCOPES, 'Scope.'), 'What it may do.'),
      environment,
      username: text('Of a user.', 'admin'),
      role: text('Of a user.', 'owner'),
    },
    ['environment', 'username', 'role'],
  ),
  Tenant: object(
    {
      id: text('As in the answer of GET /auth/me.', '00000001'),
      destinations: list({ type: 'string' }, 'Where texts may go: ISO 3166 alpha-2; * is every country.'),
      default_region: text('The country of numbers without a country code; absent: such numbers are refused.', 'US'),
      version: count('Counts its changes.'),
    },
    ['default_region'],
  ),
  Problem: object({
    type: text('A URN of the code.', 'urn:postrider:problem:invalid_field'),
    title: text('The code for people.', 'Invalid field'),
    status: { type: 'integer', description: 'As in the status line.' },
    detail: text('What to do next; never repeats numbers, texts or secrets.'),
    code: oneOf(ERROR_CODES, 'Stable; switch on this.'),
    trace_id: text('Quote it when you report a problem.', '4bf92f3577b34da6a3ce929d0e0e4736'),
    errors: list(fieldProblem, 'Fields that were wrong, at most 20; often empty.'),
  }),
};
