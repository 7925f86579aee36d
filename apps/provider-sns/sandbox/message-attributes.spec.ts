import { attributesIn, attributesProblem } from './message-attributes.ts';

const problemOf = (...given: (readonly [name: string, type: string, value: string])[]) =>
  attributesProblem(given.map(([name, type, value]) => ({ name, type, value })));

test.each([
  ['colour', 'String', 'red'],
  ['my.own-attribute_2', 'String.Array', '["a"]'],
  ['weight', 'Number', '-1.5e3'],
  ['octets', 'Binary', 'AAEC'],
  ['AWS.SNS.SMS.SMSType', 'String', 'Promotional'],
  ['AWS.SNS.SMS.MaxPrice', 'Number', '0.50'],
  ['AWS.MM.SMS.EntityId', 'String', '1101'],
  ['AWS.SNS.MOBILE.APNS.TTL', 'String', '60'],
])('%s of the type %s may be %s', (...attribute) => {
  expect(problemOf(attribute)).toBeUndefined();
});

test.each([
  ['', 'String', 'x', /name '' is not valid/],
  ['.colour', 'String', 'x', /is not valid/],
  ['colour.', 'String', 'x', /is not valid/],
  ['col..our', 'String', 'x', /is not valid/],
  ['my colour', 'String', 'x', /is not valid/],
  ['a'.repeat(257), 'String', 'x', /is not valid/],
  ['aws.colour', 'String', 'x', /reserved/],
  ['Amazon.colour', 'String', 'x', /reserved/],
  ['AWS.SNS.SMS.Colour', 'String', 'x', /reserved/],
  ['colour', '', 'x', /non-empty message attribute type/],
  ['colour', 'Colour', 'x', /supported type prefixes is Binary, Number, and String/],
  ['colour', 'String', '', /non-empty message attribute value for message attribute type 'String'/],
  ['weight', 'Number', 'heavy', /Could not cast message attribute 'weight' value to number/],
  ['AWS.SNS.SMS.MaxPrice', 'String', '0.50', /must be of the type Number/],
  ['AWS.SNS.SMS.SMSType', 'Number', '1', /must be of the type String/],
  ['AWS.SNS.SMS.MaxPrice', 'Number', '0', /is not allowed/],
])('%s of the type "%s" with the value "%s" is refused', (name, type, value, words) => {
  expect(problemOf([name, type, value])).toMatch(words);
});

test('a name may occur once', () => {
  expect(problemOf(['colour', 'String', 'red'], ['colour', 'String', 'blue'])).toMatch(/more than once/);
});

test('an entry without a name is an entry, and the octets of binary entries count', () => {
  const entries = {
    'MessageAttributes.entry.1.Value.DataType': 'Binary',
    'MessageAttributes.entry.1.Value.BinaryValue': 'AAEC',
    'MessageAttributes.entry.1.Value.StringValue': 'x',
  };

  expect(attributesIn(entries)).toEqual([{ name: '', type: 'Binary', value: 'AAEC' }]);
});
