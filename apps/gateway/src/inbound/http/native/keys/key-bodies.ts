import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { Described, ENVIRONMENTS, type Environment } from '#libs/contracts';
import { parseInstant } from '#libs/kernel';
import type { KeyWanted } from '../../../../application/keys/create-key.ts';
import type { KeyChange } from '../../../../application/keys/ports.ts';
import { SCOPES, type Scope } from '../../../../application/ports.ts';
import { changeFrom, fieldsFrom } from '../../request/check-fields.ts';
import { IsAddressOrNetwork, IsInstant } from '../../request/is-notion.ts';
import { IsVisibleName } from '../../request/is-visible-name.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Optional, Removable } from '../../request/optional.ts';

const MOST_PER_DAY = 1_000_000_000;
const IsDailyLimit = (): PropertyDecorator => (target, name) => {
  Max(MOST_PER_DAY)(target, name as string);
  Min(0)(target, name as string);
  IsInt()(target, name as string);
};
const OF_KEY = { context: { code: 'invalid_api_key' } };

export class CreateKeyBody {
  @Described('For people: what the key is for.', 'The shop')
  @IsVisibleName()
  name!: string;

  @Described('A live key sends for real; a test key reaches only the sandbox.', 'test')
  @IsIn(ENVIRONMENTS)
  environment!: Environment;

  @Described('The scopes of the key: only scopes that the caller has.', ['messages:send', 'messages:read'])
  @IsIn(SCOPES, { each: true, ...OF_KEY })
  @ArrayUnique()
  @ArrayMaxSize(SCOPES.length)
  @ArrayMinSize(1)
  @IsArray()
  scopes!: Scope[];

  @Described('RFC 3339 time after which the key is refused; absent: it does not end.', '2030-01-01T00:00:00Z')
  @Optional()
  @MaxLength(256)
  @IsInstant(OF_KEY)
  @IsString()
  expires_at?: string;

  @Described('IP addresses and networks from which it may be used; absent: any.', ['192.0.2.0/24'])
  @Optional()
  @IsAddressOrNetwork({ each: true, ...OF_KEY })
  @ArrayUnique()
  @ArrayMaxSize(50)
  @ArrayMinSize(1)
  @IsArray()
  allowed_ips?: string[];

  @Described('Messages a day, in the time zone of the tenant; absent: the default of the installation.', 5_000)
  @Optional()
  @IsDailyLimit()
  daily_limit?: number;
}

export class ChangeKeyBody {
  @Described('For people: what the key is for.', 'The shop')
  @Optional()
  @IsVisibleName()
  name?: string;

  @Described('Messages a day; null: the default of the installation.', 5_000)
  @Removable()
  @IsDailyLimit()
  daily_limit?: number | null;
}

export function keyChangeFrom(body: JsonObject): KeyChange {
  const { name, daily_limit: dailyLimit } = changeFrom(ChangeKeyBody, body);
  return { ...(name !== undefined && { name }), ...(dailyLimit !== undefined && { dailyLimit }) };
}

export function keyWanted(body: JsonObject): KeyWanted {
  const { name, environment, scopes, expires_at, allowed_ips, daily_limit } = fieldsFrom(CreateKeyBody, body);
  const expiresAt = parseInstant(expires_at);
  return {
    name,
    environment,
    scopes,
    ...(expiresAt && { expiresAt }),
    ...(allowed_ips && { allowedIps: allowed_ips }),
    ...(daily_limit !== undefined && { dailyLimit: daily_limit }),
  };
}

const DAY_S = 86_400;

export class RotateKeyBody {
  @Described('Seconds for which the old key stays valid; 0: it ends at once.', DAY_S)
  @Optional()
  @Max(30 * DAY_S)
  @Min(0)
  @IsInt()
  overlap_s: number = DAY_S;
}
