import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { rpc } from './contract.ts';
import { Described } from './described.ts';
import { SubmitPolicy } from './dispatcher.ts';
import { OfTenant } from './scope.ts';
import { ENVIRONMENTS, type Environment } from './vocabulary.ts';

const owner = 'gateway';
const INSTEAD = 'Instead of the usual sentence in the language of the number.';

/** What is answered to stop, start and help words. */
export class Confirmations {
  @Described('False: nothing is answered. Opt-outs come into force all the same.') @IsBoolean() enabled!: boolean;
  @Described(`After an opt-out. ${INSTEAD}`, 'You get no more texts. Reply START to get them again.')
  @IsOptional()
  @IsString()
  @MaxLength(320)
  stop?: string;
  @Described(`After an opt-out was lifted. ${INSTEAD}`, 'You get texts again. Reply STOP to end them.')
  @IsOptional()
  @IsString()
  @MaxLength(320)
  start?: string;
  @Described(`After a help word. ${INSTEAD}`, 'Acme Clinic, +1 202 555 0100. Reply STOP to get no more texts.')
  @IsOptional()
  @IsString()
  @MaxLength(320)
  help?: string;
}

export class TenantRulesRequest extends OfTenant {}
/** What a service needs that sends for a tenant by itself. */
export class TenantRules {
  @IsString() name!: string;
  @ValidateNested() @Type(() => SubmitPolicy) policy!: SubmitPolicy;
  /** Absent: enabled, with the usual sentences. */
  @IsOptional() @ValidateNested() @Type(() => Confirmations) confirmations?: Confirmations;
  /** Where those send, and phones register, who do not say in which environment. */
  @IsOptional() @IsIn(ENVIRONMENTS) default_environment?: Environment;
}

export const tenantContracts = {
  /** `not_found`. */
  rules: rpc({ owner, name: 'tenant-rules', request: TenantRulesRequest, reply: TenantRules }),
};
