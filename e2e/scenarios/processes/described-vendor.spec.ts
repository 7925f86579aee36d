// Everything is real except the vendor and the phones, which the sandbox plays: a system of its own, with one vendor whose
// API is a setting.
import { everyPromiseHolds, Scene } from '../../harness/scene.ts';
import { startTarget } from '../../harness/start-target.ts';
import type { Target } from '../../harness/target.ts';

/** Infobip's API in a few words. */
const DESCRIPTION = {
  url: '/sms/2/text/advanced',
  headers: { authorization: 'App {key}' },
  body: 'json',
  fields: {
    messages: [{ destinations: [{ to: '{to}' }], from: '{sender}', text: '{text}', notifyUrl: '{callback_url}' }],
  },
  numbers: { format: 'digits' },
  accepted: { status: [200], path: 'messages.*.status.groupId', values: ['1'] },
  id: 'messages.0.messageId',
  error: ['requestError.serviceException.messageId', 'messages.0.status.groupName'],
  codes: { recipient: ['REJECTED'] },
  receipts: {
    format: 'json',
    list: 'results',
    id: 'messageId',
    status: ['status.groupName'],
    values: { DELIVERED: 'DELIVERED' },
  },
};

let target: Target;
let scene: Scene;
beforeAll(async () => {
  const env = { HTTPAPI_API: JSON.stringify(DESCRIPTION), HTTPAPI_SENDER: 'MyBrand' };
  target = await startTarget({ timeScale: 4, vendor: 'http', env });
  scene = await Scene.open(target, 'described-vendor');
}, 120_000);
afterAll(async () => {
  await scene?.close();
  await target?.stop();
}, 60_000);

test('a vendor that is only described takes a text and reports it', async () => {
  const to = scene.numbers.next();

  const id = await scene.accepted({ to, text: 'Ş, by a description' });
  const { attempts } = await scene.reaches(id, 'DELIVERED');

  const [text, ...more] = await scene.sandbox.textsTo(to);
  expect(more).toEqual([]);
  expect(text).toMatchObject({ vendor: 'http', body: 'Ş, by a description', from: 'MyBrand' });
  expect(attempts).toMatchObject([{ outcome: 'accepted', vendor_message_id: (text as { sid: string }).sid }]);
});

test('a message that it refuses in an answer that is a success did not go out', async () => {
  const to = scene.numbers.next();
  await scene.sandbox.call('POST', 'http/faults', [{ fault: { kind: 'error', code: 'REJECTED' }, match: { to } }]);

  const id = await scene.accepted({ to, text: 'Refused' });
  const { attempts } = await scene.reaches(id, 'FAILED');

  expect(await scene.sandbox.textsTo(to)).toEqual([]);
  expect(attempts).toMatchObject([{ outcome: 'vendor_fault', fault: 'recipient', code: 'REJECTED' }]);
});

everyPromiseHolds(() => scene);
