import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import { Described, DescribedCount } from '#libs/contracts';
import { answerSchemaOf, schemaOf } from './schema-of.ts';

class Part {
  @DescribedCount('How many.') @IsInt() count!: number;
  @IsString() secret!: string;
}

class View {
  @Described('Which.', 'a') @IsIn(['a', 'b']) kind!: string;
  @Described('What it is made of.') @IsOptional() @IsArray() @Type(() => Part) parts?: Part[];
  @IsString() internal!: string;
}

class Answer extends View {
  @Described() @Type(() => Part) override parts!: Part[];
  @Described('The first.') @IsOptional() @Type(() => Part) first?: Part;
}

const part = {
  type: 'object',
  required: ['count'],
  properties: { count: { type: 'integer', minimum: 0, description: 'How many.' } },
};

test('an answer has the fields that are described, also in nested objects, and no others', () => {
  expect(answerSchemaOf(View)).toEqual({
    type: 'object',
    required: ['kind'],
    properties: {
      kind: { type: 'string', enum: ['a', 'b'], description: 'Which.', example: 'a' },
      parts: { type: 'array', items: part, description: 'What it is made of.' },
    },
  });
});

test('an answer that extends a reply has its fields, and replaces those it declares again', () => {
  const { properties } = answerSchemaOf(Answer) as { properties: Record<string, unknown> };

  expect(Object.keys(properties).sort()).toEqual(['first', 'kind', 'parts']);
  expect(properties.first).toEqual({ ...part, description: 'The first.' });
  expect(properties.parts).toEqual({ type: 'array', items: part });
});

test('a body with a field that is not described is refused', () => {
  expect(() => schemaOf(Part)).toThrow('Part.secret is not described.');
});
