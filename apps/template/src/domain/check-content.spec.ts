import type { PostriderError } from '#libs/kernel';
import { checkedContent, type GivenContent } from './check-content.ts';

const given = (over: Partial<GivenContent> = {}): GivenContent => ({
  category: 'otp',
  contents: { en: 'Your code is {CODE}.' },
  ...over,
});

function refusalOf(content: Partial<GivenContent>): PostriderError {
  try {
    checkedContent(given(content));
  } catch (error) {
    return error as PostriderError;
  }
  throw new Error('It was accepted.');
}

test('languages get their usual form, in their order, and variables come from the texts', () => {
  expect(checkedContent(given({ contents: { 'EN-gb': 'Hi {a}', tr: 'Selam {a} {b}' } }))).toEqual({
    category: 'otp',
    contents: [
      { language: 'en-GB', text: 'Hi {a}' },
      { language: 'tr', text: 'Selam {a} {b}' },
    ],
    variables: [{ name: 'a' }, { name: 'b' }],
  });
});

test.each<[string, Partial<GivenContent>, string, string]>([
  ['no text', { contents: {} }, 'invalid_template', 'contents'],
  ['a language that is none', { contents: { english_language: 'a' } }, 'invalid_template', 'contents.language'],
  ['one language twice', { contents: { en: 'a', EN: 'b' } }, 'invalid_template', 'contents.en'],
  ['a text of another type', { contents: { en: 7 } }, 'invalid_field', 'contents.en'],
  ['an empty text', { contents: { en: '  ' } }, 'invalid_text', 'contents.en'],
  ['a control character', { contents: { en: 'a\u0007' } }, 'invalid_text', 'contents.en'],
  ['1,601 characters', { contents: { en: 'a'.repeat(1_601) } }, 'invalid_text', 'contents.en'],
  ['B42 a text of 1 MB', { contents: { en: 'a'.repeat(1_048_576) } }, 'invalid_text', 'contents.en'],
  ['B42 10,000 placeholders', { contents: { en: '{a}'.repeat(5_000) } }, 'invalid_placeholder', 'contents.en'],
  ['B42 a name with a dot', { contents: { en: '{a.b}' } }, 'invalid_placeholder', 'contents.en'],
  ['two forms in two languages', { contents: { en: '{a}', tr: '{{a}}' } }, 'invalid_placeholder', 'contents.tr'],
  ['an unknown variable', { variables: {} }, 'invalid_template', 'contents.en'],
  ['an unused variable', { variables: { CODE: {}, OTHER: {} } }, 'invalid_template', 'variables.OTHER'],
  ['a variable with a wrong name', { variables: { CODE: {}, 'a.b': {} } }, 'invalid_placeholder', 'variables'],
  ['a rule that is none', { variables: { CODE: 5 } }, 'invalid_field', 'variables.CODE'],
  ['an unknown rule', { variables: { CODE: { pattern: '.*' } } }, 'invalid_field', 'variables.CODE'],
  ['a limit of 0', { variables: { CODE: { max_length: 0 } } }, 'invalid_field', 'variables.CODE'],
  ['a host that is none', { variables: { CODE: { hosts: ['*'] } } }, 'invalid_field', 'variables.CODE'],
])('%s is refused', (_, content, code, field) => {
  const refusal = refusalOf(content);

  expect(refusal).toMatchObject({ code });
  expect(refusal.errors[0]).toMatchObject({ code, field });
});

test('more than 20 variables are refused', () => {
  const text = Array.from({ length: 21 }, (_, n) => `{v${n}}`).join('');

  expect(refusalOf({ contents: { en: text } })).toMatchObject({ code: 'invalid_template' });
});

test('a problem repeats nothing of the text', () => {
  const refusal = refusalOf({ contents: { en: 'secret {sec ret}' } });

  expect(JSON.stringify([refusal.detail, refusal.errors])).not.toContain('sec ret');
});
