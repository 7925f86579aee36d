import { lostCitations, lostTests } from './document-citations.ts';

const lost = (text: string): readonly string[] => lostCitations('docs/page.md', text, ['verify']);

test('an existing file, folder or script is not reported', () => {
  expect(
    lost('See `tools/verify.ts`, `libs/kernel/` and [the rules](../tools/import-rules.ts#x); `npm run verify`.'),
  ).toEqual([]);
});

test('a missing file, link and script are reported', () => {
  expect(lost('See `tools/gone.ts`, [this](gone.md) and `npm run gone`.')).toEqual([
    'tools/gone.ts',
    'docs/gone.md',
    'npm run gone',
  ]);
});

test('addresses, patterns and code blocks are not citations', () => {
  expect(lost('[site](https://example.com) `apps/<service>/` `apps/*/src`\n```\n`tools/gone.ts`\n```\n')).toEqual([]);
});

test('a test that a document names and that no spec has is reported', () => {
  const specs = "test('4.1 this one is there', () => {});";

  expect(lostTests('Test: "4.1 this one is there".\n\nTest: "4.2 this one is not".', specs)).toEqual([
    '4.2 this one is not',
  ]);
});
