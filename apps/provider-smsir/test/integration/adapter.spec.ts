// Real: the adapter with HTTP on loopback, and the sandbox with its ledger on disk.
import type { DeliverItem, LookupItem } from '#libs/contracts';
import { clock } from '#libs/kernel';
import { VendorHttp } from '#libs/provider-kit';
import { smsirAdapter } from '../../src/send.ts';
import { KEY, LINE, runFakeSmsir, type FakeSmsir } from '../harness/fake-smsir.ts';

const http = new VendorHttp({ connectMs: 2_000, vendorHttpMs: 5_000 });
const TEMPLATE = { vendor: 'smsir', code: '100001', tokens: { NAME: 'Ada', DATE: '2 May', TIME: '9:30' } };
const TEXT = 'Dear Ada, your appointment is on 2 May at 9:30.';
let sandbox: FakeSmsir;
let adapter: ReturnType<typeof smsirAdapter>;
const context = () => ({ callbackUrl: '', signal: new AbortController().signal });

beforeAll(async () => {
  sandbox = await runFakeSmsir();
  adapter = smsirAdapter(http, { apiUrl: sandbox.url, environment: 'test', sandboxUrl: undefined });
});
afterAll(async () => {
  await http.close();
  await sandbox.stop();
});
beforeEach(() => sandbox.control.call('POST', 'reset'));

const account = (settings: Record<string, string> = { line_number: LINE }) =>
  adapter.account({ api_key: KEY, ...settings }, 'test').secrets;
let given = 0;
const newItem = (over: Partial<DeliverItem> = {}): DeliverItem => ({
  id: `message-${++given}`,
  fence: 1,
  to: `+98912${String(given).padStart(7, '0')}`,
  text: TEXT,
  send_before: clock.now() + 60_000,
  valid_for_s: 600,
  ...over,
});
const send = (item: DeliverItem, secrets = account()) => adapter.send(item, secrets, context());
const lookUp = ({ id, fence, to, text, template }: DeliverItem) => {
  const item: LookupItem = { id, fence, to, text, sent_after: clock.now() - 30_000, ...(template && { template }) };
  return adapter.lookUp!(item, account(), context());
};

async function lost(item: DeliverItem): Promise<void> {
  const rule = { fault: { kind: 'reset-after-accept' }, match: { to: item.to } };
  await sandbox.control.call('POST', 'smsir/faults', [rule]);
  expect(await send(item)).toMatchObject({ outcome: 'unknown' });
}

test('a message by template whose answer was lost is found with its id; one text', async () => {
  const item = newItem({ template: TEMPLATE });
  await lost(item);

  const rows = await sandbox.control.rows('text');
  expect(rows).toMatchObject([{ to: item.to, body: TEXT, template: { code: '100001', tokens: TEMPLATE.tokens } }]);
  expect(await lookUp(item)).toEqual({ result: 'found', vendor_message_id: rows[0]!.sid });
});

test('of two messages by template with the same values none is taken for it', async () => {
  const item = newItem({ template: TEMPLATE });
  await lost(item);
  await send(newItem({ to: item.to, template: TEMPLATE }));

  expect(await lookUp(item)).toEqual({ result: 'inconclusive' });
});

test('a message by template with other values is not mistaken for it', async () => {
  const item = newItem({ template: TEMPLATE });
  await send(newItem({ to: item.to, template: { ...TEMPLATE, tokens: { ...TEMPLATE.tokens, TIME: '19:30' } } }));

  expect(await lookUp(item)).toEqual({ result: 'inconclusive' });
});

test('an account without a line sends by template; a text of any wording makes no call', async () => {
  const withoutLine = account({});

  expect(await send(newItem({ template: TEMPLATE }), withoutLine)).toMatchObject({ outcome: 'accepted' });
  expect(await send(newItem(), withoutLine)).toMatchObject({ fault: 'request', vendor_code: 'no_line_number' });
  const { rows } = await sandbox.control.call<{ rows: unknown[] }>('GET', 'requests?vendor=smsir');
  expect(rows).toHaveLength(1);
});

test('a value of 26 characters, or none, makes no call', async () => {
  for (const TIME of ['x'.repeat(26), '']) {
    const template = { ...TEMPLATE, tokens: { ...TEMPLATE.tokens, TIME } };
    expect(await send(newItem({ template }))).toMatchObject({ outcome: 'vendor_fault', fault: 'request' });
  }
  expect(await sandbox.control.call('GET', 'requests?vendor=smsir')).toMatchObject({ rows: [] });
});

test('a number on the blacklist is rejected, by text and by template', async () => {
  const { to } = newItem();
  await sandbox.control.call('PUT', 'smsir/blacklist', { to });

  expect(await send(newItem({ to }))).toEqual({ outcome: 'rejected', vendor_code: 'number_refused' });
  expect(await send(newItem({ to, template: TEMPLATE }))).toEqual({ outcome: 'rejected', vendor_code: '115' });
});

test("a key of SMS.IR's own sandbox sends its one template, and has no results", async () => {
  const key = 'a-key-of-the-sandbox-of-sms-ir';
  await sandbox.control.call('POST', 'smsir/accounts', { apiKey: key, lines: [LINE], kind: 'sandbox' });
  const secrets = account({ api_key: key, line_number: LINE });
  const template = { vendor: 'smsir', code: '123456', tokens: { CODE: '1' } };

  expect(await send(newItem({ template }), secrets)).toMatchObject({ outcome: 'accepted' });
  expect(await send(newItem({ template: TEMPLATE }), secrets)).toMatchObject({ fault: 'request', vendor_code: '113' });
  expect(await adapter.poll!(clock.now() - 60_000, secrets, context())).toMatchObject({ receipts: [] });
});

test('the check tells what credit is left', async () => {
  await sandbox.control.call('POST', 'smsir/accounts', { apiKey: KEY, lines: [LINE], credit: 12.5 });

  expect(await adapter.check(account(), context())).toEqual({
    ok: true,
    balance_micros: 12_500_000,
    currency: 'credits',
  });
});
