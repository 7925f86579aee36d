import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsString } from 'class-validator';
import { rpc } from './contract.ts';
import { Described } from './described.ts';
import { OfTenant } from './scope.ts';

/** One thing that an operator may have to look after. */
export class SystemCheck {
  @Described('What was checked.', 'disk') @IsString() name!: string;
  @Described('Whether it is as it should be.') @IsBoolean() ok!: boolean;
  @Described('What was found, and what to do if it is wrong.', '71 % of 40 GB is free.') @IsString() detail!: string;
}

export class CheckSystemRequest extends OfTenant {}
export class CheckSystemReply {
  @IsArray() @Type(() => SystemCheck) checks!: SystemCheck[];
}

/** What a service found about itself. */
export const checkedBy = (owner: string) =>
  rpc({ owner, name: 'system-check', request: CheckSystemRequest, reply: CheckSystemReply });

export const systemContracts = { check: checkedBy('dispatcher') } as const;
