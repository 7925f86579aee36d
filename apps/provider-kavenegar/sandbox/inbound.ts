import { clock } from '#libs/kernel';
import type { PhoneText, PhoneTextTaken } from '#libs/sandbox-kit';
import { callback, type Method } from './callback.ts';
import type { Kavenegar } from './kavenegar.ts';
import { receptorOf } from './numbers.ts';

/** A text that a person sent to a line. */
export interface ReceivedText {
  readonly sid: string;
  readonly from: string;
  readonly line: string;
  readonly body: string;
  readonly at: number;
  read: boolean;
}

/** The settings stand for the panel, in which a customer of Kavenegar enters the address. */
const NO_ADDRESS =
  'kavenegar keeps it: no address is set to which it reports texts. Set inboundUrl (PATCH /_sandbox/kavenegar/settings) to the callback_url of the account, which "postrider accounts test <id>" shows, and send it again.';

/** The line has the text, and the address of the panel is called, if there is one. */
export async function hear(
  kavenegar: Kavenegar,
  { from, to: line, body, url }: PhoneText,
  method: Method = kavenegar.callbackMethod,
): Promise<PhoneTextTaken> {
  const sid = kavenegar.nextInboundId();
  kavenegar.inbox.push({ sid, from, line, body, at: clock.now(), read: false });
  const { inboundUrl, statusUrl } = kavenegar.room.settings;
  const address = url ?? inboundUrl ?? statusUrl;
  if (address === null) return { sid, missing: NO_ADDRESS };
  const fields = { messageid: sid, from: receptorOf(from), to: line, message: body };
  return { sid, callback: await kavenegar.sender.send(callback(address, method, sid, 'received', fields)) };
}
