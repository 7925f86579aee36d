// Real: the sandbox over HTTP with its ledger on disk, Amazon's official SDK with its usual settings.
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CheckIfPhoneNumberIsOptedOutCommand,
  GetSMSAttributesCommand,
  ListPhoneNumbersOptedOutCommand,
  OptInPhoneNumberCommand,
  PublishCommand,
  SetSMSAttributesCommand,
  type PublishCommandInput,
} from '@aws-sdk/client-sns';
import { runSandbox, until, type RunningSandbox } from '#libs/sandbox-kit/testing';
import { AWS_ACCOUNT, awsSdk, GROUP, type Aws } from '../harness/aws.ts';

const TO = '+85251234567';
let sandbox: RunningSandbox;
let aws: Aws;

beforeAll(async () => {
  sandbox = await runSandbox({ ...AWS_ACCOUNT, SANDBOX_RECEIPTS: 'off' });
  aws = awsSdk(sandbox.url);
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.call('POST', 'reset'));

const string = (StringValue: string) => ({ DataType: 'String', StringValue });
const publish = (over: Partial<PublishCommandInput> = {}, { sns } = aws) =>
  sns.send(new PublishCommand({ PhoneNumber: TO, Message: 'Hello', ...over }));
const texts = () => sandbox.control.rows('text');
const requests = async () => (await sandbox.control.call<{ rows: object[] }>('GET', 'requests?vendor=sns')).rows;

async function logged(group = GROUP, from: RunningSandbox = sandbox) {
  const query = new FilterLogEventsCommand({ logGroupName: group });
  const { events = [] } = await awsSdk(from.url).logs.send(query);
  return events.map(({ message }) => JSON.parse(message!) as LogEntry);
}
interface LogEntry {
  readonly notification: { readonly messageId: string };
  readonly delivery: Readonly<Record<string, unknown>>;
  readonly status: string;
}

describe('a publish', () => {
  test('is answered with a message id and is a text in the ledger', async () => {
    const { MessageId } = await publish({
      Message: 'Grüße, 20 € & 100 % 😀\nzweite Zeile <b>',
      MessageAttributes: {
        'AWS.SNS.SMS.SenderID': string('MyBrand'),
        'AWS.SNS.SMS.SMSType': string('Transactional'),
        'AWS.SNS.SMS.MaxPrice': { DataType: 'Number', StringValue: '0.50' },
      },
    });

    expect(MessageId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(await texts()).toMatchObject([
      {
        vendor: 'sns',
        account: AWS_ACCOUNT.AWS_ACCOUNT_ID,
        sid: MessageId,
        to: TO,
        from: 'MyBrand',
        body: 'Grüße, 20 € & 100 % 😀\nzweite Zeile <b>',
        segments: 1,
        smsType: 'Transactional',
      },
    ]);
    const { phones } = await sandbox.control.call<{ phones: object[] }>('GET', 'phones');
    expect(phones).toMatchObject([{ number: TO, texts: [{ vendor: 'sns', from: 'MyBrand', status: 'sent' }] }]);
  });

  test.each<[string, Partial<PublishCommandInput>, string]>([
    ['a number that is none', { PhoneNumber: '5123' }, 'InvalidParameter'],
    ['no recipient', { PhoneNumber: undefined }, 'InvalidParameter'],
    ['no words', { Message: '' }, 'InvalidParameter'],
    ['too many words', { Message: 'x'.repeat(1_601) }, 'InvalidParameter'],
    ['a topic that is no ARN', { PhoneNumber: undefined, TopicArn: 'news' }, 'InvalidParameter'],
    [
      'a sender id with a space',
      { MessageAttributes: { 'AWS.SNS.SMS.SenderID': string('My Co') } },
      'ParameterValueInvalid',
    ],
    ['another type', { MessageAttributes: { 'AWS.SNS.SMS.SMSType': string('Urgent') } }, 'ParameterValueInvalid'],
    ['a price in words', { MessageAttributes: { 'AWS.SNS.SMS.MaxPrice': string('0.50') } }, 'ParameterValueInvalid'],
    ['a reserved attribute', { MessageAttributes: { 'AWS.SNS.SMS.Colour': string('x') } }, 'ParameterValueInvalid'],
  ])('with %s is refused', async (_, over, code) => {
    await expect(publish(over)).rejects.toMatchObject({ Error: { Type: 'Sender', Code: code } });
    expect(await texts()).toEqual([]);
  });

  test.each(['TopicArn', 'TargetArn'])('to a %s that does not exist is answered with 404', async (target) => {
    const call = publish({ PhoneNumber: undefined, [target]: 'arn:aws:sns:eu-west-1:123456789012:x' });

    await expect(call).rejects.toMatchObject({ Error: { Code: 'NotFound' }, $metadata: { httpStatusCode: 404 } });
    expect(await texts()).toEqual([]);
  });

  test('by the default SDK is repeated after a reset: two requests, two texts', async () => {
    await sandbox.control.call('POST', 'sns/faults', { fault: { kind: 'reset-after-accept' } });

    await publish();

    expect(await texts()).toHaveLength(2);
    expect(await requests()).toHaveLength(2);
  });
});

describe('a call is refused that', () => {
  test.each<[string, Partial<typeof AWS_ACCOUNT>, string]>([
    ['is signed with another secret', { AWS_SECRET_ACCESS_KEY: 'other' }, 'SignatureDoesNotMatch'],
    ['comes from a key nobody knows', { AWS_ACCESS_KEY_ID: 'AKIASTRANGER00000001' }, 'InvalidClientTokenId'],
    ['was meant for another region', { AWS_REGION: 'us-east-1' }, 'SignatureDoesNotMatch'],
  ])('%s', async (_, over, code) => {
    const call = publish({}, awsSdk(sandbox.url, over));

    await expect(call).rejects.toMatchObject({ Error: { Code: code }, $metadata: { httpStatusCode: 403 } });
    expect(await texts()).toEqual([]);
  });

  test('is not signed', async () => {
    const body = new URLSearchParams({ Action: 'Publish', PhoneNumber: TO, Message: 'Hello' });

    const answer = await fetch(sandbox.url, { method: 'POST', body });

    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('MissingAuthenticationToken')]);
  });

  test('is for the logs and is signed with another secret', async () => {
    const { logs } = awsSdk(sandbox.url, { AWS_SECRET_ACCESS_KEY: 'other' });

    await expect(logs.send(new FilterLogEventsCommand({ logGroupName: GROUP }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });

  test('is made to a sandbox without an account', async () => {
    const without = await runSandbox();
    const call = publish({}, awsSdk(without.url));

    await expect(call).rejects.toMatchObject({ Error: { Code: 'InvalidClientTokenId' } });
    await without.stop();
  });
});

describe('the delivery log', () => {
  test('reports deliveries, and in a group of its own failures', async () => {
    const [good, bad] = [await publish(), await publish()];
    await sandbox.control.call('POST', `sns/messages/${good.MessageId}/advance`, { status: 'SUCCESS' });
    const failure = { status: 'FAILURE', errorCode: 'Phone has blocked SMS' };
    await sandbox.control.call('POST', `sns/messages/${bad.MessageId}/advance`, failure);

    expect(await logged()).toMatchObject([
      {
        notification: { messageId: good.MessageId },
        delivery: { destination: TO, priceInUSD: 0.00645, numberOfMessageParts: 1 },
        status: 'SUCCESS',
      },
    ]);
    expect(await logged(`${GROUP}/Failure`)).toMatchObject([
      {
        notification: { messageId: bad.MessageId },
        delivery: { providerResponse: 'Phone has blocked SMS' },
        status: 'FAILURE',
      },
    ]);
  });

  test('is written automatically, late or twice if the plan says so', async () => {
    await sandbox.control.call('PUT', 'sns/receipts', { mode: 'delay', delayMs: 50, stepMs: 1, times: 2 });
    const { MessageId } = await publish();

    await until(async () => (await logged().catch(() => [])).length === 2);

    expect((await logged()).map((it) => it.notification.messageId)).toEqual([MessageId, MessageId]);
    const [text] = (await sandbox.control.call<{ texts: object[] }>('GET', `numbers/${TO}`)).texts;
    expect(text).toMatchObject({ status: 'delivered' });
  });

  test('is read in pages, and from a time on', async () => {
    for (let n = 0; n < 3; n++) {
      const { MessageId } = await publish();
      await sandbox.control.call('POST', `sns/messages/${MessageId}/advance`, { status: 'SUCCESS' });
    }
    const ask = (over: object) => aws.logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, limit: 2, ...over }));

    const first = await ask({});
    const second = await ask({ nextToken: first.nextToken });

    expect([first.events?.length, second.events?.length, second.nextToken]).toEqual([2, 1, undefined]);
    expect((await ask({ startTime: second.events![0]!.timestamp! + 60_000 })).events).toEqual([]);
    await expect(ask({ nextToken: 'made up' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('has no group before its first entry, and none of another name', async () => {
    await expect(logged()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('is there again after a restart', async () => {
    const other = await runSandbox({ ...AWS_ACCOUNT, SANDBOX_RECEIPTS: 'off' });
    const { MessageId } = await publish({}, awsSdk(other.url));
    const failure = { status: 'FAILURE', errorCode: 'Phone has blocked SMS' };
    await other.control.call('POST', `sns/messages/${MessageId}/advance`, failure);

    const again = await other.restart();

    expect(await logged(`${GROUP}/Failure`, again)).toMatchObject([
      { notification: { messageId: MessageId }, delivery: { providerResponse: 'Phone has blocked SMS' } },
    ]);
    await again.stop();
  });
});

describe('accepted and not delivered', () => {
  const withheld = async (over: Partial<PublishCommandInput> = {}) => {
    await sandbox.control.call('PUT', 'sns/receipts', { mode: 'on', stepMs: 1 });
    const { MessageId } = await publish(over);
    const entries = await until(async () => logged(`${GROUP}/Failure`).catch(() => undefined));
    expect(entries).toMatchObject([{ notification: { messageId: MessageId }, status: 'FAILURE' }]);
    expect(await texts()).toEqual([]);
    return entries![0]!.delivery['providerResponse'];
  };

  test('is a message to a number that opted out, which only the log shows', async () => {
    await sandbox.control.call('PUT', 'sns/opt-outs', { to: TO });

    expect(await withheld()).toBe('Phone number is opted out');
  });

  test('is a message that costs more than it may', async () => {
    const limit = { 'AWS.SNS.SMS.MaxPrice': { DataType: 'Number', StringValue: '0.005' } };

    expect(await withheld({ MessageAttributes: limit })).toBe('This delivery would exceed max price');
  });
});

test('an opt-out may be refused at once, is listed, and ends with an opt-in', async () => {
  const ask = new CheckIfPhoneNumberIsOptedOutCommand({ phoneNumber: TO });
  await sandbox.control.call('PUT', 'sns/opt-outs', { to: TO, at_once: true });

  await expect(publish()).rejects.toMatchObject({ Error: { Code: 'OptedOut' } });
  expect(await aws.sns.send(ask)).toMatchObject({ isOptedOut: true });
  expect(await aws.sns.send(new ListPhoneNumbersOptedOutCommand({}))).toMatchObject({ phoneNumbers: [TO] });

  await aws.sns.send(new OptInPhoneNumberCommand({ phoneNumber: TO }));
  expect(await aws.sns.send(ask)).toMatchObject({ isOptedOut: false });
  await publish();
});

test('attributes of the account are kept, and are the defaults of messages', async () => {
  const attributes = { DefaultSenderID: 'Kept', DefaultSMSType: 'Transactional' };
  await aws.sns.send(new SetSMSAttributesCommand({ attributes }));

  const { attributes: kept } = await aws.sns.send(new GetSMSAttributesCommand({ attributes: ['DefaultSenderID'] }));
  await publish();

  expect(kept).toEqual({ DefaultSenderID: 'Kept' });
  expect(await texts()).toMatchObject([{ from: 'Kept', smsType: 'Transactional' }]);
  const unknown = new SetSMSAttributesCommand({ attributes: { Odd: 'x' } });
  await expect(aws.sns.send(unknown)).rejects.toMatchObject({ Error: { Code: 'InvalidParameter' } });
});
