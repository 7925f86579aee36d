// Real: HTTP on loopback. The spec acts as Kavenegar with one answer; the suite in test/contract uses the sandbox.
import { VendorHttp } from '#libs/provider-kit';
import { OneAnswer } from '../test/harness/one-answer.ts';
import { pollStatuses, readCallback } from './receipt.ts';

const vendor = new OneAnswer();
const http = new VendorHttp({ connectMs: 2_000, vendorHttpMs: 5_000 });
const signal = new AbortController().signal;
let secrets: { apiUrl: string; apiKey: string };
beforeAll(async () => (secrets = { apiUrl: await vendor.open(), apiKey: 'TheKeyOfAnAccount' }));
afterAll(async () => {
  await http.close();
  await vendor.close();
});
beforeEach(() => vendor.asked.splice(0));

interface Called {
  readonly query?: string;
  readonly body?: string;
  readonly type?: string;
}
const called = ({ query = '', body = '', type = 'application/x-www-form-urlencoded' }: Called) =>
  readCallback(
    http,
    { secret: 's', url: `/callbacks/kavenegar/s${query}`, headers: { 'content-type': type }, body },
    secrets,
    signal,
  );
const json = (body: object): Called => ({ body: JSON.stringify(body), type: 'application/json' });

describe('a status callback', () => {
  test.each<[string, Called]>([
    ['in the query', { query: '?messageid=17&status=10' }],
    ['in a form', { body: 'messageid=17&status=10' }],
    ['in JSON', json({ messageid: 17, status: 10 })],
    ['in other letters', { query: '?MessageId=17&Status=10' }],
    ['without a status', { query: '?messageid=17' }],
  ])('%s is believed as far as Kavenegar confirms it', async (_how, callback) => {
    vendor.says([{ messageid: 17, status: 11, statustext: 'x' }]);

    expect(await called(callback)).toEqual({
      receipts: [{ vendor_message_id: '17', status: 'UNDELIVERED', vendor_code: '11' }],
      unproved: true,
    });
    expect(vendor.asked).toMatchObject([{ path: '/v1/TheKeyOfAnAccount/sms/status.json', form: { messageid: '17' } }]);
  });

  test('with all that Kavenegar knows of the message is no text of a person', async () => {
    vendor.says([{ messageid: 17, status: 10 }]);
    const sent = { messageid: 17, message: 'STOP', sender: '10004346', receptor: '09121234567' };

    expect(await called(json({ ...sent, status: 10 }))).toEqual({
      receipts: [{ vendor_message_id: '17', status: 'DELIVERED' }],
      unproved: true,
    });
    expect(await called(json({ ...sent, status: 5 }))).toEqual({});
  });

  test('with a status that says "under way" asks nothing', async () => {
    for (const status of [1, 2, 4, 5]) expect(await called({ query: `?messageid=17&status=${status}` })).toEqual({});
    expect(vendor.asked).toEqual([]);
  });

  test('about an id that Kavenegar does not know is no receipt, and never a failure', async () => {
    vendor.says([{ messageid: 17, status: 100 }]);

    expect(await called({ query: '?messageid=17&status=100' })).toEqual({ receipts: [], unproved: true });
    expect(await called({ query: '?messageid=17&status=11' })).toEqual({ receipts: [], unproved: true });
  });

  test('that is answered with another message is no receipt', async () => {
    vendor.says([{ messageid: 18, status: 10 }]);

    expect(await called({ query: '?messageid=17&status=10' })).toEqual({ receipts: [], unproved: true });
  });

  test.each<[string, Called]>([
    ['nothing', {}],
    ['no id', { query: '?status=10' }],
    ['an id that is no number', { query: '?messageid=abc&status=10' }],
    ['a list as an id', json({ messageid: [17], status: 10 })],
    ['no JSON', { body: '{', type: 'application/json' }],
  ])('with %s is malformed', async (_what, callback) => {
    await expect(called(callback)).rejects.toMatchObject({ code: 'malformed_callback' });
    expect(vendor.asked).toEqual([]);
  });
});

describe('a received text', () => {
  const text = { vendor_text_id: '91', from: '+989121234567', to: '10004346', text: 'لغو۱۱' };

  test.each<[string, Called]>([
    ['in the query', { query: `?messageid=91&from=09121234567&to=10004346&message=${encodeURIComponent('لغو۱۱')}` }],
    [
      'in a form',
      {
        body: new URLSearchParams({
          messageid: '91',
          from: '989121234567',
          to: '10004346',
          message: 'لغو۱۱',
        }).toString(),
      },
    ],
    ['in JSON', json({ messageid: 91, from: '9121234567', to: 10004346, message: 'لغو۱۱' })],
    [
      'by the names of sms/receive',
      json({ messageid: 91, sender: '00989121234567', receptor: '10004346', message: 'لغو۱۱' }),
    ],
  ])('%s is passed on, with the number in E.164', async (_how, callback) => {
    expect(await called(callback)).toEqual({ texts: [text] });
    expect(vendor.asked).toEqual([]);
  });

  test('to a long line names it so that a reply can come from it', async () => {
    const { texts } = await called({
      query: '?messageid=91&from=09121234567&to=2000500666&message=Hi&date=1700000000',
    });

    expect(texts).toMatchObject([{ to: '+982000500666', received_at: 1_700_000_000_000 }]);
  });

  test('from a name keeps it', async () => {
    expect(await called({ query: '?messageid=91&from=Bank&to=10004346&message=' })).toMatchObject({
      texts: [{ from: 'Bank', text: '' }],
    });
  });

  test('without an id or a line is malformed', async () => {
    await expect(called({ query: '?from=09121234567&to=1000&message=Hi' })).rejects.toMatchObject({
      code: 'malformed_callback',
    });
    await expect(called({ query: '?messageid=91&from=09121234567&message=Hi' })).rejects.toMatchObject({
      code: 'malformed_callback',
    });
  });
});

describe('a poll', () => {
  const poll = (...ids: string[]) => pollStatuses(http, secrets, ids, signal);

  test('asks once for each id, for 500 at most, and leaves out what is none', async () => {
    vendor.says([]);
    await poll(...Array.from({ length: 501 }, (_, nth) => String(nth + 1)), 'x');

    expect(vendor.asked[0]!.form['messageid']!.split(',')).toHaveLength(500);
    await poll('7', '7', 'x');
    expect(vendor.asked[1]!.form).toEqual({ messageid: '7' });
    expect(await poll('x')).toEqual({ receipts: [] });
    expect(vendor.asked).toHaveLength(2);
  });

  test('that is refused is not one without results', async () => {
    vendor.says(null, 451);

    await expect(poll('7')).rejects.toMatchObject({
      code: 'service_unavailable',
      message: expect.stringMatching(/451/),
    });
  });
});
