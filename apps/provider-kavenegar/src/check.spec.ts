// Real: HTTP on loopback. The spec acts as Kavenegar with one answer; the suite in test/contract uses the sandbox.
import { VendorHttp } from '#libs/provider-kit';
import { OneAnswer } from '../test/harness/one-answer.ts';
import { checkAccount } from './check.ts';

const vendor = new OneAnswer();
const http = new VendorHttp({ connectMs: 2_000, vendorHttpMs: 5_000 });
let apiUrl: string;
beforeAll(async () => (apiUrl = await vendor.open()));
afterAll(async () => {
  await http.close();
  await vendor.close();
});

const says = (entries: unknown, code = 200) => ({ return: { status: code, message: 'x' }, entries });
function checked(info: unknown, config: unknown) {
  vendor.bodies = { 'account/info': info, 'account/config': config };
  return checkAccount(http, { apiUrl, apiKey: 'TheKeyOfAnAccount' }, new AbortController().signal);
}
const CREDIT = { remaincredit: 1_500_000, expiredate: 2_000_000_000, type: 'Master' };
const OFF = { debugmode: 'disabled', resendfailed: 'disabled' };

test('an account is ok with its credit in Rial', async () => {
  expect(await checked(says(CREDIT), says(OFF))).toEqual({
    ok: true,
    balance_micros: 1_500_000_000_000,
    currency: 'IRR',
  });
  expect(await checked(says([CREDIT]), says([OFF]))).toMatchObject({ ok: true, currency: 'IRR' });
});

test('a debt, or a credit of another form, is no balance', async () => {
  expect(await checked(says({ remaincredit: -5 }), says(OFF))).toEqual({ ok: true });
  expect(await checked(says({ remaincredit: 'much' }), says(OFF))).toEqual({ ok: true });
});

test.each([
  ['resendfailed', 'enabled'],
  ['resendfailed', true],
  ['debugmode', 'Enabled'],
])('an account whose %s is %s is told so: it must be off', async (name, value) => {
  expect(await checked(says(CREDIT), says({ ...OFF, [name]: value }))).toEqual({
    ok: false,
    fault: 'misconfigured',
    vendor_code: name,
  });
});

test('an account that may not read its settings is ok', async () => {
  expect(await checked(says(CREDIT), says(null, 407))).toMatchObject({ ok: true });
  expect(await checked(says(CREDIT), '<html>')).toMatchObject({ ok: true });
});

test('an account that is refused says why', async () => {
  expect(await checked(says(null, 403), says(OFF))).toEqual({ ok: false, fault: 'misconfigured', vendor_code: '403' });
  expect(await checked(says(null, 451), says(OFF))).toEqual({ ok: false, vendor_code: '451' });
});
