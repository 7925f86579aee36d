import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { busEvent, rpc } from './contract.ts';
import { Described, DescribedCount, DescribedTime, SAYS } from './described.ts';
import { AGENT_ID, HeldMessage, POOL_ID } from './phones.ts';
import { InEnvironment, OfTenant } from './scope.ts';
import { ENVIRONMENTS, type Environment } from './vocabulary.ts';

const owner = 'agent-lease';

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Local hours in which a SIM sends nothing. They may span midnight. */
export class QuietHours {
  @Described('HH:MM', '21:00') @Matches(TIME_OF_DAY) from!: string;
  @Described('HH:MM', '08:00') @Matches(TIME_OF_DAY) until!: string;
  @Described('IANA time zone.', 'Asia/Ho_Chi_Minh') @IsString() @MaxLength(64) zone!: string;
}

/** What one SIM may send. An absent field is no limit; per_minute is at most what the installation allows a phone. */
export class SimBudget {
  @DescribedCount('Messages in any 60 s.') @IsOptional() @IsInt() @Min(0) per_minute?: number;
  @DescribedCount('Messages in an hour.') @IsOptional() @IsInt() @Min(0) per_hour?: number;
  @DescribedCount('Messages in a day.') @IsOptional() @IsInt() @Min(0) per_day?: number;
  @DescribedCount('Messages in a month.') @IsOptional() @IsInt() @Min(0) per_month?: number;
  @DescribedCount('Parts (segments) in a month.') @IsOptional() @IsInt() @Min(0) parts_per_month?: number;
  @DescribedCount('Different recipients in a month.') @IsOptional() @IsInt() @Min(0) recipients_per_month?: number;
  @Described('The day on which a month begins.') @IsOptional() @IsInt() @Min(1) @Max(28) reset_day?: number;
  @Described('Zone of its days and months; UTC if absent.', 'Asia/Ho_Chi_Minh')
  @IsOptional()
  @IsString()
  @MaxLength(64)
  zone?: string;
  @Described() @IsOptional() @ValidateNested() @Type(() => QuietHours) quiet_hours?: QuietHours;
  @Described('ISO 3166 alpha-2 that it texts; absent: the country of the SIM if it is known, else every country.')
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(250)
  @IsString({ each: true })
  countries?: string[];
}

export class SimUse {
  @DescribedCount('In the last 60 s.') @IsInt() minute!: number;
  @DescribedCount('In this hour.') @IsInt() hour!: number;
  @DescribedCount('On this day.') @IsInt() day!: number;
  @DescribedCount('In this month.') @IsInt() month!: number;
  @DescribedCount('Parts in this month.') @IsInt() parts!: number;
  @DescribedCount('Different recipients in this month.') @IsInt() recipients!: number;
}

export class SimView {
  @Described('Position in the phone, from 0.') @IsInt() slot!: number;
  @Described('Id of the SIM: phones with the same one share its budget.', 'sim-6f1c2d3e4b5a6978')
  @IsString()
  id!: string;
  @Described('As the phone names it.', 'Viettel') @IsOptional() @IsString() operator?: string;
  @Described('ISO 3166 alpha-2.', 'VN') @IsOptional() @IsString() country?: string;
  @Described('The last digits of its number, if the phone tells it.', '67')
  @IsOptional()
  @IsString()
  number_ends?: string;
  @Described() @ValidateNested() @Type(() => SimBudget) budget!: SimBudget;
  @Described() @ValidateNested() @Type(() => SimUse) used!: SimUse;
  @DescribedTime('It sends nothing until then, because the phone reported its limit.')
  @IsOptional()
  @IsString()
  rests_until?: string;
}

export class AgentView {
  @Described('Id of the phone, which is also its route.', 'phone-01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() id!: string;
  @Described('As it names itself.', 'agent-001') @IsString() device_id!: string;
  @Described('For people.', 'Front desk') @IsString() label!: string;
  @Described(...SAYS.environment) @IsIn(ENVIRONMENTS) environment!: Environment;
  @Described(...SAYS.enabled) @IsBoolean() enabled!: boolean;
  @Described('Its token is gone for good; it may register anew.') @IsBoolean() revoked!: boolean;
  @Described('It called within the last 90 s.') @IsBoolean() online!: boolean;
  @DescribedTime('Its last call.') @IsOptional() @IsString() last_seen_at?: string;
  @DescribedTime('When it registered first.') @IsString() registered_at!: string;
  @Described('It asks before each text, so that a lease which it lost is never sent.') @IsBoolean() can_start!: boolean;
  @Described('Percent.', 80, { minimum: 0, maximum: 100 }) @IsOptional() @IsNumber() battery?: number;
  @Described('Whether it is charging.') @IsOptional() @IsBoolean() charging?: boolean;
  @Described('As the phone names it.', 'wifi') @IsOptional() @IsString() network?: string;
  @Described('Of its program.', '1.0.0') @IsOptional() @IsString() app_version?: string;
  @Described('Its SIMs.') @IsArray() @Type(() => SimView) sims!: SimView[];
  @DescribedCount('Messages it got and has not started.') @IsInt() assigned!: number;
  @DescribedCount('Messages it is sending, or whose end it has not reported.') @IsInt() sending!: number;
  @DescribedCount('Messages for it alone that wait; counted up to 10,000.') @IsInt() waiting!: number;
  @Described('What it holds, up to 50; only in the answer about one phone.')
  @IsOptional()
  @IsArray()
  @Type(() => HeldMessage)
  holds?: HeldMessage[];
}

export class AgentsQuery extends InEnvironment {
  @IsInt() @Min(1) @Max(100) limit!: number;
  /** Id of the last one of the page before. */
  @IsOptional() @IsString() @MaxLength(64) after?: string;
}
export class AgentsReply {
  @IsArray() @Type(() => AgentView) items!: AgentView[];
  @IsOptional() @IsString() next?: string;
}
export class AgentQuery extends OfTenant {
  @IsString() @MaxLength(64) id!: string;
}
export class ChangeAgentRequest extends AgentQuery {
  @IsString() by!: string;
  @IsOptional() @IsString() @MaxLength(64) label?: string;
  @IsOptional() @IsBoolean() enabled?: boolean;
}
export class RevokeAgentRequest extends AgentQuery {
  @IsString() by!: string;
}
export class SaveBudgetRequest extends AgentQuery {
  @IsString() by!: string;
  /** Absent: the SIM in slot 0. */
  @IsOptional() @IsInt() @Min(0) @Max(3) sim_slot?: number;
  /** Replaces the budget of that SIM, for every phone that has it. */
  @ValidateNested() @Type(() => SimBudget) budget!: SimBudget;
}

export class CreateEnrolmentCodeRequest extends OfTenant {
  @IsString() by!: string;
  @IsIn(ENVIRONMENTS) environment!: Environment;
  @IsOptional() @IsString() @MaxLength(64) label?: string;
  /** The pool that the phone joins. */
  @IsOptional() @Matches(POOL_ID) pool?: string;
  /** The address under which phones reach Postrider; part of the QR code. */
  @IsString() @MaxLength(256) base_url!: string;
}
export class EnrolmentCode {
  @Described('For one phone, once; it is shown only now.', '4F7K-92MX-QT3B') @IsString() code!: string;
  @Described(
    'A picture of the code and the address, for the camera of the phone.',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
  )
  @IsString()
  qr_svg!: string;
  @Described('What the picture says.', 'postrider:enrol?url=https%3A%2F%2Fsms.example.com&code=4F7K-92MX-QT3B')
  @IsString()
  qr_text!: string;
  @DescribedTime('After ten minutes.') @IsString() expires_at!: string;
}

export class RegistrationSecretQuery extends OfTenant {}
export class RegistrationSecret {
  /** Empty: there is none. Phones register by enrolment codes, those of the first tenant also without one. */
  @IsString() registration_secret!: string;
  @IsBoolean() configured!: boolean;
}
export class SaveRegistrationSecretRequest extends OfTenant {
  @IsString() by!: string;
  @IsString() @MaxLength(256) registration_secret!: string;
}

/** Phones changed: whoever remembers them reads them again. */
export class AgentsChanged {
  @IsArray() @ArrayMaxSize(200) @Matches(AGENT_ID, { each: true }) agents!: string[];
}
export const agentsChanged = busEvent({ owner, name: 'agents', request: AgentsChanged });

export const agentContracts = {
  list: rpc({ owner, name: 'agents', request: AgentsQuery, reply: AgentsReply }),
  /** `not_found` for a phone of another tenant. */
  read: rpc({ owner, name: 'agent', request: AgentQuery, reply: AgentView }),
  change: rpc({ owner, name: 'change-agent', request: ChangeAgentRequest, reply: AgentView }),
  /** Its token is refused at once; its unstarted messages take other routes. */
  revoke: rpc({ owner, name: 'revoke-agent', request: RevokeAgentRequest, reply: AgentView }),
  saveBudget: rpc({ owner, name: 'save-budget', request: SaveBudgetRequest, reply: AgentView }),
  createCode: rpc({ owner, name: 'create-enrolment-code', request: CreateEnrolmentCodeRequest, reply: EnrolmentCode }),
  readSecret: rpc({ owner, name: 'registration-secret', request: RegistrationSecretQuery, reply: RegistrationSecret }),
  saveSecret: rpc({
    owner,
    name: 'save-registration-secret',
    request: SaveRegistrationSecretRequest,
    reply: RegistrationSecret,
  }),
};
