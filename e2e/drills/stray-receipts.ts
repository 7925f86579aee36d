import type { Sandbox } from '../harness/sandbox.ts';

/**
 * Signed receipts that name no message in their address: for texts the ledger knows, which are found by the vendor's id,
 * and for ids it never heard of, which become orphans.
 */
export async function strayReceipts(sandbox: Sandbox, over: () => boolean): Promise<void> {
  for (let n = 0; !over(); n++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { rows } = await sandbox.call<{
      rows: { sid: string; statusCallback?: string; account: string; to: string }[];
    }>('GET', `ledger?after=${n % 50}&limit=1`);
    const known = rows[0];
    if (!known?.statusCallback) continue;
    const address = new URL(known.statusCallback);
    address.search = '';
    const sid = n % 2 === 0 ? known.sid : `SM${String(n).padStart(32, '0')}`;
    const params = {
      AccountSid: known.account,
      MessageSid: sid,
      SmsSid: sid,
      MessageStatus: 'delivered',
      SmsStatus: 'delivered',
      To: known.to,
      From: '+15005550006',
      ApiVersion: '2010-04-01',
    };
    await sandbox.call('POST', 'twilio/callbacks', { url: address.href, params });
  }
}
