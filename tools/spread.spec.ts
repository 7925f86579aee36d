import { globSync } from 'node:fs';
import { declarationsOf, filesThatName, shippedFiles } from './spread.ts';

/** The command line is a client of the API, as a user's program is, and names what it sends once more. */
const services = shippedFiles().filter((file) => !file.startsWith('apps/cli/'));
/** Where the filters of lists are declared: contract, parameters, body, query and index. */
const OF_LISTS = /message-lists|list-bodies|mongo\/indexes|application\/messages\/ports/;
const [lists, others] = [true, false].map((are) => services.filter((file) => OF_LISTS.test(file) === are));

/** Lists the findings if there are more than allowed. */
const atMost = (most: number, found: readonly string[]): readonly string[] => (found.length > most ? found : []);

test('the shipped source is searched', () => {
  expect(shippedFiles().length).toBeGreaterThan(400);
  expect(declarationsOf('subject_ref')).not.toEqual([]);
});

test('a field that is passed on unchanged has few declarations', () => {
  expect(atMost(3, declarationsOf('subject_ref', others))).toEqual([]);
});

test('a filter of a list is declared once in each of its forms', () => {
  expect(atMost(6, declarationsOf('subject_ref', lists))).toEqual([]);
});

test('a time has no declaration more for its forms on the wire, in the payload and in the document', () => {
  expect(atMost(3, declarationsOf('send_at', services))).toEqual([]);
});

test('a call is known to its contract, its handler, its verb, its controller, and its users', () => {
  expect(atMost(7, filesThatName(/savePolicy|SavePolicyRequest|policies\.save/, services))).toEqual([]);
});

test('a vendor is known to no file that is shipped outside its folder', () => {
  const others = filesThatName(/\bsns\b|\bSNS\b|AWS_/).filter((file) => !file.startsWith('apps/provider-sns/'));

  expect(others).toEqual([]);
});

test('the code that starts Postrider for tools and tests names no setting of a vendor', () => {
  const starting = globSync('{tools,e2e/harness}/**/*.ts').filter((file) => !file.endsWith('.spec.ts'));

  expect(filesThatName(/AWS_|TWILIO_/, starting)).toEqual([]);
});
