import { readPublish } from './publish-rules.ts';
import { queryError } from './query-answers.ts';

const INHERITED = ['constructor', 'toString', 'valueOf', '__proto__'];
const published = { PhoneNumber: '+85251234567', Message: 'Hello' };

test.each(INHERITED)('a message attribute named %s has no rule', (name) => {
  const entry = { Name: name, 'Value.DataType': 'String', 'Value.StringValue': 'x' };
  const attribute = Object.fromEntries(
    Object.entries(entry).map(([part, value]) => [`MessageAttributes.entry.1.${part}`, value]),
  );

  expect(readPublish({ ...published, ...attribute }, new Map())).toMatchObject({ to: published.PhoneNumber });
});

test.each(INHERITED)('a fault with the code %s is an ordinary refusal', (code) => {
  const { status, body } = queryError(code);

  expect(status).toBe(400);
  expect(String(body)).toContain(`<Code>${code}</Code><Message>The request was refused</Message>`);
});
