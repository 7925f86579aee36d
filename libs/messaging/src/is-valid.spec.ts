import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Min,
  validateSync,
  ValidateNested,
} from 'class-validator';
import { isValid, isValidAlone } from './is-valid.ts';

class Leaf {
  @IsString() name!: string;
  @IsOptional() @IsInt() @Min(1) count?: number;
}
class Tree {
  @Matches(/^t/) id!: string;
  @ValidateNested() @Type(() => Leaf) leaf!: Leaf;
  @IsOptional() @ValidateNested() @Type(() => Leaf) spare?: Leaf;
  @IsArray() @ArrayMaxSize(2) @ValidateNested({ each: true }) @Type(() => Leaf) leaves!: Leaf[];
}

const good = { id: 't1', leaf: { name: 'a' }, leaves: [{ name: 'b', count: 1 }] };

test.each([
  ['what is right', {}],
  ['a wrong field', { id: 'x' }],
  ['a wrong nested field', { leaf: { name: 5 } }],
  ['no nested object', { leaf: undefined }],
  ['a nested object that is none', { leaf: 'a' }],
  ['null for a nested object', { leaf: null }],
  ['an optional one that is right', { spare: { name: 'c' } }],
  ['an optional one that is wrong', { spare: { name: 'c', count: 0 } }],
  ['a wrong item', { leaves: [{ name: 'b' }, { name: 5 }] }],
  ['null among the items', { leaves: [null] }],
  ['too many items', { leaves: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }],
  ['an empty list', { leaves: [] }],
  ['a list that is none', { leaves: { name: 'a' } }],
])('%s gets the same result as from class-validator', (_, change) => {
  const tree = plainToInstance(Tree, { ...good, ...change });

  const options = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false };
  expect(isValidAlone(Tree, tree)).toBe(validateSync(tree, options).length === 0);
});

test('a name that the class does not have is left to class-validator, at any depth', () => {
  const more = plainToInstance(Tree, { ...good, other: 1 });
  expect([isValid(Tree, more), isValidAlone(Tree, more)]).toEqual([true, false]);
  expect(isValidAlone(Tree, plainToInstance(Tree, { ...good, leaf: { name: 'a', other: 1 } }))).toBe(false);
  expect(isValidAlone(Tree, plainToInstance(Tree, { ...good, leaves: [{ name: 'a', other: 1 }] }))).toBe(false);
});
