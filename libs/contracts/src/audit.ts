import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { ERROR_CODES, type ErrorCode } from '#libs/kernel';
import { rpc } from './contract.ts';
import { TENANT } from './scope.ts';

const owner = 'gateway';

/** In our own words: never a text, a number or a secret. */
const VISIBLE = /^[^\p{C}]{1,256}$/u;

/** Something that a service did or refused, for the audit log of a tenant. */
export class AuditedAction {
  /** Absent: the installation's. */
  @IsOptional() @Matches(TENANT) tenant?: string;
  /** Such as `agent.register`. */
  @Matches(/^[a-z][a-z_]*\.[a-z][a-z_]*$/) @MaxLength(64) action!: string;
  @IsIn(['allowed', 'denied', 'unknown']) outcome!: 'allowed' | 'denied' | 'unknown';
  /** `<kind>:<id>`, or the name of the service. */
  @Matches(VISIBLE) actor!: string;
  @IsOptional() @Matches(VISIBLE) target?: string;
  /** Of a refusal. */
  @IsOptional() @IsIn(ERROR_CODES) code?: ErrorCode;
  @IsOptional() @Matches(VISIBLE) reason?: string;
  /** The caller's address. */
  @IsOptional() @IsString() @MaxLength(64) client_ip?: string;
  @IsOptional() @Matches(/^[0-9a-f]{32}$/) trace_id?: string;
  /** When it was done; absent: now. */
  @IsOptional() @IsISO8601({ strict: true }) at?: string;
}

export class RecordActionsRequest {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => AuditedAction)
  actions!: AuditedAction[];
}

export class RecordedActions {
  @IsInt() recorded!: number;
}

export const auditContracts = {
  /** Stored when it answers. A call that is repeated because its answer was lost may store rows twice. */
  record: rpc({ owner, name: 'audit', request: RecordActionsRequest, reply: RecordedActions }),
};
