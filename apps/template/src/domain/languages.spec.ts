import { inLanguage, languageOf } from './languages.ts';

test.each([
  ['en', 'en'],
  ['EN-gb', 'en-GB'],
  ['zh-hant-hk', 'zh-Hant-HK'],
  ['english', undefined],
  ['e', undefined],
  ['en_GB', undefined],
  ['en-', undefined],
  ['en-a-very-long-tag-of-more-than-35-characters', undefined],
])('%s is the language %s', (tag, language) => {
  expect(languageOf(tag)).toBe(language);
});

test.each([
  ['tr', 'tr'],
  ['en-GB', 'en'],
  ['zh-Hant-HK', 'zh-Hant'],
  ['EN-gb', 'en'],
  ['zh-Hans', 'fr'],
  ['de', 'fr'],
  [undefined, 'fr'],
])('for %s the text in %s is taken', (wanted, language) => {
  const texts = ['fr', 'en', 'tr', 'zh-Hant'].map((it) => ({ language: it }));

  expect(inLanguage(texts as [(typeof texts)[0]], wanted)).toEqual({ language });
});
