import { Controller, HttpCode, Post } from '@nestjs/common';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Type } from 'class-transformer';
import { Described } from '#libs/contracts';
import type { FieldError, NumberType, NumberWarning } from '#libs/kernel';
import { validateNumbers, type ValidatedNumber } from '../../../../application/numbers/validate-numbers.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import type { Principal } from '../../../../application/ports.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';
import { fieldsFrom, refusalOf } from '../../request/check-fields.ts';
import { IsRegion } from '../../request/is-notion.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Optional } from '../../request/optional.ts';
import { Allow, Caller } from '../../server/access.ts';

const WARNINGS = ['number_may_not_exist'] as const satisfies readonly NumberWarning[];

export class ValidateNumbersBody {
  @Described('One number as it was written.', '+1 202 555 0123') @Optional() @MaxLength(64) @IsString() number?: string;

  @Described('Numbers as they were written, at most 1,000.', ['+1 202 555 0123', '(202) 555-0123'])
  @Optional()
  @MaxLength(64, { each: true })
  @IsString({ each: true })
  @ArrayMaxSize(1_000)
  @ArrayMinSize(1)
  @IsArray()
  numbers?: string[];

  @Described("The country of numbers without a country code, instead of the tenant's default region.", 'US')
  @Optional()
  @IsRegion()
  default_region?: string;
}

export class NumberAnswer {
  @Described('As it was written.', '+1 202 555 0123') @IsString() number!: string;
  @Described('Whether a send would take it as a number.') @IsBoolean() valid!: boolean;
  @Described('Why it is not valid.') @IsOptional() @IsString() reason?: string;
  @Described('+ and digits.', '+12025550123') @IsOptional() @IsString() e164?: string;
  @Described('ISO 3166 alpha-2; absent if it belongs to no country.', 'US') @IsOptional() @IsString() country?: string;
  @Described('Of the numbering plan; absent if the number may not exist.', 'FIXED_LINE_OR_MOBILE')
  @IsOptional()
  @IsString()
  type?: NumberType;
  @Described('Of a valid number.')
  @IsOptional()
  @IsArray()
  @IsIn(WARNINGS, { each: true })
  warnings?: readonly NumberWarning[];
  @Described('Whether the tenant may send to it: the rules for destinations allow it, and it is no premium number.')
  @IsBoolean()
  allowed!: boolean;
}

export class NumbersAnswer {
  @Described('One for each number, in order.') @IsArray() @Type(() => NumberAnswer) data!: readonly ValidatedNumber[];
}

const oneOrList: FieldError = {
  field: 'numbers',
  code: 'invalid_field',
  message: 'Give a list in numbers, or one number in number.',
};

@Controller('api/v1/numbers')
export class NumbersController {
  constructor(readonly tenants: Tenants) {}

  @Post('validate')
  @HttpCode(200)
  @Allow('messages:send')
  @Operation({
    id: 'validateNumbers',
    summary: 'Validate numbers without sending',
    body: ValidateNumbersBody,
    examples: {
      one: exampleOf(ValidateNumbersBody, 'number'),
      two: exampleOf(ValidateNumbersBody, 'numbers', 'default_region'),
    },
    answer: NumbersAnswer,
    answers: 'Each number, in order.',
  })
  async validate(@Caller() caller: Principal, @JsonBody(SMALL_SHAPE) body: JsonObject): Promise<NumbersAnswer> {
    const { number, numbers, default_region: region } = fieldsFrom(ValidateNumbersBody, body);
    if ((number === undefined) === (numbers === undefined)) throw refusalOf([oneOrList]);
    return { data: await validateNumbers(this, caller, { numbers: numbers ?? [number!], region }) };
  }
}
