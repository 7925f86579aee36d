import { Controller, Get } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsString } from 'class-validator';
import { Described, SystemCheck } from '#libs/contracts';
import { Agents, Dispatcher, Templates, type Principal } from '../../../../application/ports.ts';
import { checkSystem } from '../../../../application/system/check-system.ts';
import { OwnDatabase } from '../../../../application/system/ports.ts';
import { Allow, Caller } from '../../server/access.ts';
import { Operation } from '../../openapi/operation.ts';

export class ServiceCheck extends SystemCheck {
  @Described('The service that checked it.', 'dispatcher') @IsString() service!: string;
}

export class SystemChecks {
  @Described('Whether all are as they should be.') @IsBoolean() ok!: boolean;
  @Described('All checks.') @IsArray() @Type(() => ServiceCheck) checks!: ServiceCheck[];
}

@Controller('api/v1/system')
export class SystemController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly templates: Templates,
    readonly agents: Agents,
    readonly database: OwnDatabase,
  ) {}

  @Get('checks')
  @Allow('routing:read')
  @Operation({
    id: 'checkSystem',
    summary: 'Databases, indexes, clocks and disks as the services find them',
    description: 'It answers 200 also if something is wrong, and says what to do.',
    answer: SystemChecks,
    answers: 'What was found.',
  })
  async check(@Caller() caller: Principal): Promise<SystemChecks> {
    const checks = await checkSystem(this, caller);
    return { ok: checks.every(({ ok }) => ok), checks };
  }
}
