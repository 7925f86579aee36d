import { Controller, Get } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsString } from 'class-validator';
import { Described, DescribedCount, DescribedTime, ENVIRONMENTS, QUOTA_PERIODS, SAYS } from '#libs/contracts';
import { readLimits, type LimitView } from '../../../../application/limits/read-limits.ts';
import { Dispatcher, QuotaLimits, remainingOf, type Principal } from '../../../../application/ports.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import { Operation } from '../../openapi/operation.ts';
import { Allow, Caller } from '../../server/access.ts';

const SUBJECTS = ['key', 'user', 'tenant'] as const;

export class LimitAnswer {
  @Described('Whose messages are counted: those of your key, of you as a user, or of the whole tenant.')
  @IsIn(SUBJECTS)
  subject!: (typeof SUBJECTS)[number];
  @Described(...SAYS.environment) @IsIn(ENVIRONMENTS) environment!: string;
  @Described('The period.') @IsIn(QUOTA_PERIODS) per!: string;
  @DescribedCount('Messages that may be accepted in a period.') @IsInt() limit!: number;
  @DescribedCount('Messages accepted in this period.') @IsInt() used!: number;
  @DescribedCount('Messages that may still be accepted in this period.') @IsInt() remaining!: number;
  @DescribedTime('When this period ends.') @IsString() resets_at!: string;
}

export class LimitList {
  @Described('Each of them must have room for all messages of a call.')
  @IsArray()
  @Type(() => LimitAnswer)
  data!: readonly LimitAnswer[];
}

@Controller('api/v1/limits')
export class LimitsController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly tenants: Tenants,
    readonly quotaLimits: QuotaLimits,
  ) {}

  @Get()
  @Allow('signed_in')
  @Operation({
    id: 'getLimits',
    summary: 'How many messages you may still send',
    description: 'Live and test messages are counted apart.',
    answer: LimitList,
    answers: 'The limits of the caller.',
  })
  async read(@Caller() caller: Principal): Promise<LimitList> {
    return { data: (await readLimits(this, caller)).map(limitAnswer) };
  }
}

const limitAnswer = (of: LimitView): LimitAnswer => ({
  subject: SUBJECTS.find((subject) => of.subject.startsWith(subject))!,
  environment: of.environment,
  per: of.per,
  limit: of.limit,
  used: of.used,
  remaining: remainingOf(of),
  resets_at: new Date(of.resets_at).toISOString(),
});
