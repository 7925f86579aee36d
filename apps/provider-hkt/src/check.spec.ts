// The spec plays the gateway with one answer; the suite in test/contract uses the sandbox.
import type { VendorHttp } from '#libs/provider-kit';
import { checkAccount } from './check.ts';
import { typedAccount } from './config.ts';

const { secrets } = typedAccount({ application_id: 'APP1' }, 'https://gateway.example');

function checked(status: number) {
  const exchange: VendorHttp['exchange'] = async () => ({ kind: 'response', status, headers: {}, body: '' });
  return checkAccount({ exchange } as VendorHttp, secrets, new AbortController().signal);
}

test.each([200, 400, 405])('a gateway that answers a call without a number with HTTP %i is there', async (status) => {
  expect(await checked(status)).toEqual({ ok: true });
});

test.each([301, 401, 403, 404, 410, 500])('HTTP %i is not the answer of a gateway that takes calls', async (status) => {
  expect(await checked(status)).toEqual({ ok: false, vendor_code: `http_${status}` });
});
