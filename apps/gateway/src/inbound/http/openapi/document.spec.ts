import { Controller, Get } from '@nestjs/common';
import { descriptionOf } from '#libs/contracts';
import { CONTROLLERS } from '../controllers.ts';
import { Allow } from '../server/access.ts';
import { fieldsOf } from '../request/check-fields.ts';
import { ApiDocument } from './document.ts';
import { handlersOf } from './handlers.ts';
import { Operation } from './operation.ts';
import { nestedIn } from './schema-of.ts';

type Class = new () => object;

/** Public fields of an answer that are missing in the document. */
function insideOf(Answer: Class): string[] {
  return [...fieldsOf(Answer)].flatMap((name) => {
    if (descriptionOf(Answer, name) === undefined) return [`${Answer.name}.${name}`];
    const Nested = nestedIn(Answer, name);
    return Nested === undefined ? [] : insideOf(Nested);
  });
}

test('a field of a reply is public if it is described; the gateway removes the others', () => {
  const answers = CONTROLLERS.flatMap(handlersOf).flatMap(({ text }) => text.answer ?? []);

  expect([...new Set(answers.flatMap(insideOf))].sort()).toEqual([
    'AttemptAnswer.cost_known',
    'AttemptAnswer.cost_micros',
    'AttemptAnswer.currency',
    'MessageSummary.reason',
    'MessageSummary.updated_at',
    'RequestAnswer.next',
    'RetriedDeadLetters.next',
    'SubmitResult.encoding',
    'SubmitResult.segments',
    'SubmitResult.to',
  ]);
});

@Controller('things')
class Described {
  @Get()
  @Allow('anyone')
  @Operation({ id: 'listThings', summary: 'All', answers: 'All of them.' })
  list() {}
}

@Controller('things')
class Undescribed {
  @Get(':id')
  @Allow('anyone')
  read() {}
}

test('path, method, status and access are those of the code', () => {
  const { paths } = JSON.parse(new ApiDocument([Described]).json) as { paths: Record<string, Record<string, object>> };

  expect(Object.keys(paths)).toEqual(['/things']);
  expect(paths['/things']!.get).toMatchObject({
    operationId: 'listThings',
    security: [],
    responses: { 200: { description: 'All of them.' } },
  });
});

test('a handler without a description makes the document fail', () => {
  expect(() => new ApiDocument([Described, Undescribed]).json).toThrow('Undescribed.read is not described');
});
