// The spec plays SMS.IR with one answer; the suite in test/contract uses the sandbox.
import type { VendorHttp } from '#libs/provider-kit';
import { checkAccount } from './check.ts';

function checked(status: number, body: unknown) {
  const exchange: VendorHttp['exchange'] = async () => ({
    kind: 'response',
    status,
    headers: {},
    body: JSON.stringify(body),
  });
  const secrets = { apiUrl: 'http://127.0.0.1:1', apiKey: 'key' };
  return checkAccount({ exchange } as VendorHttp, secrets, new AbortController().signal);
}

test('an account is ok with its credits; less than none is no balance', async () => {
  expect(await checked(200, { status: 1, data: 2.5 })).toEqual({
    ok: true,
    balance_micros: 2_500_000,
    currency: 'credits',
  });
  expect(await checked(200, { status: 1, data: -2.5 })).toEqual({ ok: true });
});

test('an account that is refused says why, and an answer without a credit is none', async () => {
  expect(await checked(401, { status: 10 })).toEqual({ ok: false, fault: 'misconfigured', vendor_code: '10' });
  expect(await checked(200, { status: 1, data: null })).toEqual({ ok: false, vendor_code: 'http_200' });
});
