import { checkedContent } from './check-content.ts';
import { DEFAULTS } from './defaults.ts';

test('the defaults are those of the documents, in English and Turkish, and the code in Korean as well', () => {
  const listed = DEFAULTS.map(({ key, contents, variables }) => [
    key,
    contents.map(({ language }) => language).join(),
    variables.map(({ name }) => name).join(),
  ]);

  expect(listed).toEqual([
    ['appointment_reminder', 'en,tr', 'date,time,trainer_name,location'],
    ['assessment_notification', 'en,tr', 'assessment_name,due_date'],
    ['password_reset', 'en,tr', 'code'],
    ['2fa_code', 'en,tr,ko', 'code'],
  ]);
});

test.each(DEFAULTS)('$key would be accepted, and every language uses every variable', (one) => {
  const { category, contents, variables } = one;
  const texts = Object.fromEntries(contents.map(({ language, text }) => [language, text]));
  const rules = Object.fromEntries(variables.map(({ name, ...rule }) => [name, rule]));

  expect(checkedContent({ category, contents: texts, variables: rules })).toEqual({ category, contents, variables });
  for (const { text } of contents) for (const { name } of variables) expect(text).toContain(`{{${name}}}`);
});
