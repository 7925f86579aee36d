import { IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { AGENT_ID, Described, type SubmitItem } from '#libs/contracts';
import type { FieldError } from '#libs/kernel';
import { Optional } from '../../request/optional.ts';

/** The fields that say which way a message takes; at most one of them. */
export class RouteOptions {
  @Described('The only route that may carry it.', 'twilio-0a1b2c3d')
  @Optional()
  @MaxLength(64)
  @MinLength(1)
  @IsString()
  route?: string;

  @Described(
    'The phone that sends it, in the place of route. It waits for that phone, unless the tenant has agent_pinned: prefer.',
    'phone-01JD3C4V5W6X7Y8Z9A0B1C2D3E',
  )
  @Optional()
  @Matches(AGENT_ID, { message: '$property must be the id of a phone' })
  @IsString()
  agent_id?: string;

  @Described('Id or name of a pool of phones, in the place of route: only they may carry it.', 'phones')
  @Optional()
  @MaxLength(64)
  @MinLength(1)
  @IsString()
  pool?: string;
}

export const WAYS = ['route', 'agent_id', 'pool'] as const;

/** The dispatcher takes a phone as the route that it is. */
export function withRoute(message: SubmitItem & RouteOptions): SubmitItem {
  if (message.agent_id === undefined) return message;
  const { agent_id: route, ...item } = message;
  return { ...item, route };
}

export function twoWays(message: RouteOptions, path: string): FieldError | undefined {
  const [first, second] = WAYS.filter((name) => message[name] !== undefined);
  if (second === undefined) return undefined;
  return { field: path + second, code: 'invalid_field', message: `Give ${first} or ${second}, not both.` };
}
