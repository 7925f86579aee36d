import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import { Described, DescribedCount, DescribedTime, ENVIRONMENTS, SAYS, type Environment } from '#libs/contracts';
import type { NewApiKey } from '#libs/kernel';
import { KEY_STATES, keyStateOf, type KeyState } from '../../../../application/keys/key-state.ts';
import type { ApiKeyView } from '../../../../application/keys/ports.ts';
import type { KeyUse } from '../../../../application/keys/used-today.ts';
import { SCOPES, type Scope } from '../../../../application/ports.ts';
import { pageOfClass } from '../../request/pages.ts';

export class KeyAnswer {
  @Described('The 12 characters behind sms_live_ or sms_test_.', 'gkcccMSCpr0K') @IsString() id!: string;
  @Described('For people.', 'The shop') @IsOptional() @IsString() name?: string;
  @Described(...SAYS.environment) @IsIn(ENVIRONMENTS) environment!: Environment;
  @Described('Whether it is valid.') @IsIn(KEY_STATES) state!: KeyState;
  @Described('What it may do.') @IsArray() @IsIn(SCOPES, { each: true }) scopes!: readonly Scope[];
  @Described('Its last four characters.', 'x7Qp') @IsString() last4!: string;
  @DescribedTime('When it was made.') @IsString() created_at!: string;
  @Described('Who made it.', 'user:01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() created_by!: string;
  @DescribedTime('When it ends.') @IsOptional() @IsString() expires_at?: string;
  @DescribedTime('When it was revoked.') @IsOptional() @IsString() revoked_at?: string;
  @DescribedTime('When it was last used, to the minute.') @IsOptional() @IsString() last_used_at?: string;
  @DescribedTime('When it was last seen in a URL: rotate it.') @IsOptional() @IsString() exposed_at?: string;
  @Described('The key that replaced it.') @IsOptional() @IsString() replaced_by?: string;
  @Described('Addresses and networks from which it may be used.')
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  allowed_ips?: readonly string[];
  @DescribedCount('Messages a day that it may have accepted.') @IsInt() daily_limit!: number;
  @DescribedCount("Messages accepted today, in the tenant's time zone; absent while they cannot be counted.")
  @IsOptional()
  @IsInt()
  used_today?: number;
}

export class KeyList extends pageOfClass(KeyAnswer) {}

export class RefusalAnswer {
  @Described('A day in UTC.', '2030-01-31') @IsString() day!: string;
  @Described(...SAYS.errorCode) @IsString() code!: string;
  @DescribedCount('Calls that were refused with this code on this day.') @IsInt() count!: number;
}

export class RefusalList {
  @Described('One for each day and code.') @IsArray() @Type(() => RefusalAnswer) data!: readonly RefusalAnswer[];
}

export class NewKeyAnswer {
  @Described('Its id.', 'gkcccMSCpr0K') @IsString() id!: string;
  @Described('The key: shown in this answer only.') @IsString() key!: string;
}

export function keyAnswer(
  { id, name, environment, scopes, last4, createdBy, ...of }: ApiKeyView,
  { dailyLimit, usedToday: used }: KeyUse,
): KeyAnswer {
  const time = <Name extends string>(name: Name, at: Date | undefined): { readonly [Of in Name]?: string } =>
    (at ? { [name]: at.toISOString() } : {}) as { readonly [Of in Name]?: string };
  return {
    id,
    ...(name !== undefined && { name }),
    environment,
    state: keyStateOf(of),
    scopes,
    last4,
    created_at: of.createdAt.toISOString(),
    created_by: createdBy,
    ...time('expires_at', of.expiresAt),
    ...time('revoked_at', of.revokedAt),
    ...time('last_used_at', of.lastUsedAt),
    ...time('exposed_at', of.exposedAt),
    ...(of.replacedBy !== undefined && { replaced_by: of.replacedBy }),
    ...(of.allowedIps && { allowed_ips: of.allowedIps }),
    daily_limit: dailyLimit,
    ...(used !== undefined && { used_today: used }),
  };
}

export const newKeyAnswer = ({ keyId, key }: NewApiKey): NewKeyAnswer => ({ id: keyId, key });
