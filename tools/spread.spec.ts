import { globSync } from 'node:fs';
import { declarationsOf, filesThatName, shippedFiles } from './spread.ts';

/** Lists the findings if there are more than allowed. */
const atMost = (most: number, found: readonly string[]): readonly string[] => (found.length > most ? found : []);

test('the shipped source is searched', () => {
  expect(shippedFiles().length).toBeGreaterThan(400);
  expect(declarationsOf('subject_ref')).not.toEqual([]);
});

test('a field that is passed on unchanged has few declarations', () => {
  expect(atMost(3, declarationsOf('subject_ref'))).toEqual([]);
});

test('a time has no declaration more for its forms on the wire, in the payload and in the document', () => {
  expect(atMost(3, declarationsOf('send_at'))).toEqual([]);
});

test('a call is known to its contract, its handler, its verb, its controller, and its users', () => {
  expect(atMost(7, filesThatName(/savePolicy|SavePolicyRequest|policies\.save/))).toEqual([]);
});

test('a vendor is known to no file that is shipped outside its folder', () => {
  const others = filesThatName(/\bsns\b|\bSNS\b|AWS_/).filter((file) => !file.startsWith('apps/provider-sns/'));

  expect(others).toEqual([]);
});

test('the code that starts Postrider for tools and tests names no setting of a vendor', () => {
  const starting = globSync('{tools,e2e/harness}/**/*.ts').filter((file) => !file.endsWith('.spec.ts'));

  expect(filesThatName(/AWS_|TWILIO_/, starting)).toEqual([]);
});
