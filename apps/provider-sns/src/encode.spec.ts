import { encodePublish } from './encode.ts';

const item = (over = {}) => ({ to: '+15005550100', text: 'Hello', ...over });
const account = (over = {}) => ({ smsType: 'Transactional', ...over });
const string = (StringValue: string) => ({ DataType: 'String', StringValue });

test('a message becomes a Publish with its type, because Amazon would take it for advertising without one', () => {
  expect(encodePublish(item(), account())).toEqual({
    PhoneNumber: '+15005550100',
    Message: 'Hello',
    MessageAttributes: { 'AWS.SNS.SMS.SMSType': string('Transactional') },
  });
});

test.each([
  ['marketing', 'Transactional', 'Promotional'],
  ['marketing', 'Promotional', 'Promotional'],
  ['otp', 'Transactional', 'Transactional'],
  ['general', 'Promotional', 'Promotional'],
  [undefined, 'Transactional', 'Transactional'],
] as const)('%s of an account that is %s is sent as %s', (category, smsType, sent) => {
  expect(encodePublish(item({ category }), account({ smsType })).MessageAttributes).toEqual({
    'AWS.SNS.SMS.SMSType': string(sent),
  });
});

test.each([
  ['a sender id', 'Our-Brand', 'AWS.SNS.SMS.SenderID'],
  ['a number', '+12065550100', 'AWS.MM.SMS.OriginationNumber'],
  ['a short code', '12345', 'AWS.MM.SMS.OriginationNumber'],
])("%s has a field of its own, the message's before the account's", (_, sender, field) => {
  const fields = (of: object, by: object) => encodePublish(item(of), account(by)).MessageAttributes;

  expect(fields({}, { senderId: sender })).toMatchObject({ [field]: string(sender) });
  expect(fields({ sender }, {})).toMatchObject({ [field]: string(sender) });
  expect(Object.keys(fields({ sender }, { senderId: 'Another' })!)).toEqual(['AWS.SNS.SMS.SMSType', field]);
});

test('a price limit is a number', () => {
  expect(encodePublish(item(), account({ maxPrice: '0.50' })).MessageAttributes).toMatchObject({
    'AWS.SNS.SMS.MaxPrice': { DataType: 'Number', StringValue: '0.50' },
  });
});
