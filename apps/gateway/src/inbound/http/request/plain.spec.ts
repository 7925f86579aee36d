import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { checkFields } from './check-fields.ts';

class Body {
  @ArrayMinSize(1) few!: unknown;
  @ArrayMaxSize(2) many!: unknown;
  @MinLength(1) short!: unknown;
  @MaxLength(2) long!: unknown;
  @Min(1) small!: unknown;
  @Max(9) large!: unknown;
  @IsInt() count!: unknown;
  @IsBoolean() active!: unknown;
  @IsArray() list!: unknown;
  @IsString() name!: unknown;
  @IsString({ each: true }) names!: unknown;
  @IsIn(['live', 'test']) environment!: unknown;
}

test('a wrong field is told in a plain sentence', () => {
  const given = { few: [], many: [1, 2, 3], short: '', long: 'abc', small: 0, large: 10, names: [1] };

  const checked = checkFields(Body, given) as { errors: readonly { message: string }[] };

  expect(checked.errors.map(({ message }) => message)).toEqual([
    'few must have at least 1 entry.',
    'many must have at most 2 entries.',
    'short must have at least 1 character.',
    'long must have at most 2 characters.',
    'small must be 1 or more.',
    'large must be 9 or less.',
    'count must be a whole number.',
    'active must be true or false.',
    'list must be a list.',
    'name must be a text.',
    'each entry of names must be a text.',
    'environment must be one of live, test.',
  ]);
});
