import {
  AGENT_PINNED,
  Described,
  DescribedCount,
  ENVIRONMENTS,
  type AgentPinned,
  type Environment,
} from '#libs/contracts';
import { IsArray, IsBoolean, IsIn, IsInt, IsObject, IsOptional, IsString } from 'class-validator';
import { Type } from 'class-transformer';
import type { TenantView } from '../../../../application/tenants/read-tenant.ts';
import { pageOfClass } from '../../request/pages.ts';

const IsTexts = (): PropertyDecorator => (target, name) => {
  IsArray()(target, name as string);
  IsString({ each: true })(target, name as string);
};

export class TenantAnswer implements Omit<TenantView, 'id'> {
  @Described('As in the answer of GET /auth/me.', '00000001') @IsString() id!: string;
  @Described('A whole number that no other tenant has.', 1, { minimum: 0 }) @IsInt() number!: number;
  @Described('For people.', 'The shop') @IsString() name!: string;
  @Described('Whether its credentials are valid.') @IsBoolean() active!: boolean;
  @Described('The time zone of its days.', 'Europe/London') @IsString() zone!: string;
  @Described('Where users send who name no environment.') @IsIn(ENVIRONMENTS) default_environment!: Environment;
  @Described('Where texts may go: ISO 3166 alpha-2; * is every country.') @IsTexts() destinations!: readonly string[];
  @Described('The country of numbers without a country code; absent: such numbers are refused.', 'US')
  @IsOptional()
  @IsString()
  default_region?: string;
  @Described('Whether only numbers of default_region are allowed.') @IsBoolean() block_international!: boolean;
  @Described('Beginnings of numbers that get no text.') @IsTexts() denied_prefixes!: readonly string[];
  @Described('Beginnings that denied_prefixes does not stop.') @IsTexts() safe_prefixes!: readonly string[];
  @DescribedCount('Minutes in which the same text to the same number is a duplicate; 0: no guard.')
  @IsInt()
  duplicate_window_minutes!: number;
  @DescribedCount('Messages accepted in a minute; absent: any number.')
  @IsOptional()
  @IsInt()
  messages_per_minute?: number;
  @Described('Whether another person than its author has to approve a template.')
  @IsBoolean()
  template_four_eyes!: boolean;
  @Described('Whether phones send advertising, too.') @IsBoolean() phones_marketing!: boolean;
  @Described('Whether a message with agent_id may be sent by another route if that phone is away.')
  @IsIn(AGENT_PINNED)
  agent_pinned!: AgentPinned;
  @Described('Whether stop, start and help words are answered.') @IsBoolean() answer_keywords!: boolean;
  @Described('The answer after an opt-out; absent: the usual one.', 'You get no more texts.')
  @IsOptional()
  @IsString()
  stop_answer?: string;
  @Described('The answer after an opt-out was lifted; absent: the usual one.', 'You get texts again.')
  @IsOptional()
  @IsString()
  start_answer?: string;
  @Described('The answer to a help word; absent: the usual one.', 'Acme Clinic, +1 202 555 0100.')
  @IsOptional()
  @IsString()
  help_answer?: string;
  @DescribedCount('Counts its changes.') @IsInt() version!: number;
}

export class OwnerAnswer {
  @Described('Id of the user.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() id!: string;
  @Described('The name for logging in.', 'ada') @IsString() username!: string;
}

export class CreatedTenantAnswer extends TenantAnswer {
  @Described('Its owner, who may log in now.') @IsObject() @Type(() => OwnerAnswer) owner!: OwnerAnswer;
}

export class TenantList extends pageOfClass(TenantAnswer) {}
