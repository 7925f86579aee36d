import { fill, parseText, variablesIn } from './placeholders.ts';

const parsed = (text: string) => {
  const read = parseText(text);
  if ('problem' in read) throw new Error(read.problem);
  return read;
};

test.each([
  ['Your code is {CODE}.', 'single', ['Your code is ', { variable: 'CODE' }, '.']],
  ['{{name}}, {{date}}', 'double', [{ variable: 'name' }, ', ', { variable: 'date' }]],
  ['{a}{B_2}', 'single', [{ variable: 'a' }, { variable: 'B_2' }]],
  ['You owe ${amount}.', 'single', ['You owe $', { variable: 'amount' }, '.']],
  ['{constructor}', 'single', [{ variable: 'constructor' }]],
  ['No variable', undefined, ['No variable']],
  ['\\{a\\} is literal, {b} is not', 'single', ['{a} is literal, ', { variable: 'b' }, ' is not']],
  ['C:\\temp \\\\ {a}', 'single', ['C:\\temp \\ ', { variable: 'a' }]],
  ['', undefined, []],
])('%s is read as %s', (text, syntax, parts) => {
  expect(parsed(text)).toEqual({ parts, ...(syntax && { syntax }) });
});

test.each([
  '{{#each}}',
  '{{/each}}',
  "{{constructor.constructor('return 1')()}}",
  '${7*7}',
  '<%= 7 %>',
  'a %> b',
  '{{{{a}}}}',
  '{{{a}}}',
  '{{a}',
  '{a}}',
  '{ a }',
  '{{ a }}',
  '{a.b}',
  '{$a}',
  '{_a}',
  '{1a}',
  '{ğ}',
  '{}',
  '{{}}',
  '{',
  '}',
  '{a',
  '{a\n}',
  `{${'a'.repeat(33)}}`,
])('B41 %s is refused, and nothing of it is evaluated', (text) => {
  expect(parseText(text)).toEqual({ problem: expect.stringMatching(/^has no placeholder at character \d+/) });
});

test('the two forms do not stand in one text', () => {
  expect(parseText('{a} and {{b}}')).toEqual({ problem: expect.stringContaining('two forms') });
});

test('a value is written once, and never read as a template', () => {
  const values: Record<string, string> = { a: '{b}', b: '{{a}} $& $1 \\{' };

  expect(fill(parsed('{a} {b}').parts, (name) => values[name]!)).toBe('{b} {{a}} $& $1 \\{');
});

test('a text of 20,000 open braces is read in one pass', () => {
  expect(parseText('\\{'.repeat(10_000))).toEqual({ parts: ['{'.repeat(10_000)] });
});

test('each variable is listed once', () => {
  expect([...variablesIn(parsed('{a}{b}{a}').parts)]).toEqual(['a', 'b']);
});
