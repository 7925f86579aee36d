// Real: the sandbox as a process with its ledger on disk, called as the original calls BaaS.
import { until } from '#libs/sandbox-kit/testing';
import { KEY, runFakeBaas, sms, type FakeBaas } from '../harness/fake-baas.ts';

const PHONE = '010-1234-5678';

let baas: FakeBaas;
beforeAll(async () => {
  baas = await runFakeBaas();
});
afterAll(() => baas.stop());
beforeEach(() => baas.control.call('POST', 'reset'));

const send = (phones: readonly string[], more: object = {}) => baas.call('POST', '/message/sms', sms(phones, more));
const groupOf = ([, answer]: readonly [number, unknown]): number =>
  (answer as { data: { group_id: number } }).data.group_id;

test('a text gets the group of the original, and is in the ledger', async () => {
  const answer = await send([PHONE]);

  expect(answer).toEqual([200, { success: true, message: expect.any(String), data: { group_id: expect.any(Number) } }]);
  expect(Number.isInteger(groupOf(answer)) && groupOf(answer) < 2 ** 31).toBe(true);
  expect(await baas.control.rows('text')).toMatchObject([
    { vendor: 'baas', sid: String(groupOf(answer)), to: '+821012345678', from: '+82212345678', body: '안녕하세요' },
  ]);
});

test('the later API needs no project, takes a Bearer key, and answers in its own form if told', async () => {
  const { project_id: _, ...body } = sms([PHONE]);
  await baas.control.call('PATCH', 'baas/mode', { envelope: 'result' });

  expect(await baas.call('POST', '/api/message/sms', body, { authorization: `Bearer ${KEY}` })).toEqual([
    200,
    { result: 'SUCCESS', data: { group_id: expect.any(Number) } },
  ]);
  expect(
    await baas.call('POST', '/api/message/sms', { ...body, recipients: [{ phone_number: '01012345678' }] }),
  ).toEqual([
    400,
    {
      result: 'FAIL',
      errorCode: 'INVALID_PHONE',
      message: expect.any(String),
      detail: [{ field: 'recipients.phone_number', reason: expect.any(String) }],
    },
  ]);
});

test('each generation of the paths can be taken away', async () => {
  await baas.control.call('PATCH', 'baas/mode', { paths: '/api/message' });

  expect((await send([PHONE]))[0]).toBe(404);
  expect((await baas.call('POST', '/api/message/sms', sms([PHONE])))[0]).toBe(200);
  await baas.control.call('PATCH', 'baas/mode', { paths: '/message' });
  expect((await baas.call('POST', '/api/message/sms', sms([PHONE])))[0]).toBe(404);
});

test.each([
  ['no recipient', sms([]), 'INVALID_RECIPIENTS_COUNT'],
  ['1,001 recipients', sms(Array.from({ length: 1_001 }, () => PHONE)), 'INVALID_RECIPIENTS_COUNT'],
  ['a number without dashes', sms(['01012345678']), 'INVALID_PHONE'],
  ['a number of another country', sms(['+85251234567']), 'INVALID_PHONE'],
  ['a recipient without a number', sms([PHONE], { recipients: [{}] }), 'INVALID_PHONE'],
  ['a magic number', sms(['010-0000-0001']), 'INVALID_PHONE'],
  ['no text', sms([PHONE], { message: '' }), 'VALIDATION_ERROR'],
  ['a text over 2,000 characters', sms([PHONE], { message: 'x'.repeat(2_001) }), 'MESSAGE_TOO_LONG'],
  ['a callback number without dashes', sms([PHONE], { callback_number: '0212345678' }), 'VALIDATION_ERROR'],
  ['the channel of the other kind', sms([PHONE], { channel_id: 3 }), 'VALIDATION_ERROR'],
  ['no project', sms([PHONE], { project_id: undefined }), 'MISSING_PROJECT_ID'],
  ['another project', sms([PHONE], { project_id: 'mine' }), 'INVALID_PROJECT_ID'],
])('%s is refused with its code, and nothing is recorded', async (_, body, code) => {
  expect(await baas.call('POST', '/message/sms', body)).toEqual([
    400,
    { success: false, message: expect.any(String), error_code: code },
  ]);
  expect(await baas.control.rows('text')).toEqual([]);
});

test('a call without the right key is refused, and no key is kept', async () => {
  const wrong: Record<string, string>[] = [{}, { 'X-API-KEY': 'another' }, { authorization: 'Bearer another' }];
  for (const headers of wrong)
    expect(await baas.call('POST', '/message/sms', sms([PHONE]), headers)).toMatchObject([
      401,
      { error_code: 'UNAUTHORIZED' },
    ]);
  await baas.call('POST', '/message/sms', sms([PHONE]), { x_api_key: KEY });

  const { rows } = await baas.control.call<{ rows: object[] }>('GET', 'requests?vendor=baas');
  expect(JSON.stringify(rows)).not.toContain(KEY);
});

test('the history of a group advances recipient by recipient, up to a partial success; the same phone may be there twice', async () => {
  await baas.control.call('POST', 'baas/receipts/rules', [
    { plan: { mode: 'off' }, match: { to: '+821099999999' } },
    { plan: { stepMs: 0, statuses: ['실패'], errorCode: '결번' }, match: { to: '+821088888888' } },
  ]);
  await baas.control.call('PUT', 'baas/receipts', { stepMs: 0 });

  const group = groupOf(await send([PHONE, '010-9999-9999', '010-8888-8888', PHONE]));

  await until(async () => (await baas.words(group)).join() === '성공,전송중,실패,성공');
  await baas.control.call('POST', `baas/messages/${group}.1/advance`, { status: '성공' });
  const [, answer] = await baas.call('GET', `/api/message/send_history/sms/${group}/messages`);
  expect(answer).toEqual({
    success: true,
    message: expect.any(String),
    data: [
      { phone: PHONE, name: '', result: '성공', reason: null },
      { phone: '010-9999-9999', name: '', result: '성공', reason: null },
      { phone: '010-8888-8888', name: '', result: '실패', reason: '결번' },
      { phone: PHONE, name: '', result: '성공', reason: null },
    ],
  });
});

test('a group that does not exist has no rows, and a version without a history answers 404', async () => {
  expect(await baas.words(7)).toEqual([]);
  await baas.control.call('PATCH', 'baas/mode', { history: false });
  expect((await baas.call('GET', '/message/send_history/sms/7/messages'))[0]).toBe(404);
});

test('the magic numbers end as they say', async () => {
  await baas.control.call('PUT', 'baas/receipts', { stepMs: 0 });
  expect(await send(['010-0000-0002'])).toMatchObject([429, { error_code: 'RATE_LIMIT_EXCEEDED' }]);
  expect(await send(['010-0000-0005'])).toMatchObject([500, { success: false }]);

  const [fails, waits] = [groupOf(await send(['010-0000-0003'])), groupOf(await send(['010-0000-0004']))];

  await until(async () => (await baas.words(fails)).join() === '실패');
  expect(await baas.words(waits)).toEqual(['전송중']);
  expect(await baas.control.rows('text')).toHaveLength(3);
  const { numbers } = await baas.control.call<{ numbers: object[] }>('GET', 'baas/numbers');
  expect(numbers).toHaveLength(5);
});

test('a text keeps its group when the sandbox starts again', async () => {
  const own = await runFakeBaas({ SANDBOX_RECEIPTS: 'off' });
  const [, answer] = await own.call('POST', '/message/sms', sms([PHONE]));
  const { group_id: group } = (answer as { data: { group_id: number } }).data;
  expect(await own.words(group)).toEqual(['전송중']);

  const again = await own.restart();

  const [text] = await again.control.rows('text');
  expect(text).toMatchObject({ sid: String(group) });
  await again.stop();
});

const mms = (images: readonly string[], more: object = {}) =>
  baas.call('POST', '/message/mms', sms([PHONE], { channel_id: 3, subject: '제목', img_url_list: images, ...more }));

test('pictures are fetched by BaaS itself, kept, and shown with their message', async () => {
  const [status] = await mms([`${baas.url}/media/sample.jpg`, `${baas.url}/media/sample.png`]);

  expect(status).toBe(200);
  const { texts } = await baas.control.call<{ texts: { media: number; body: string; pictures: string[] }[] }>(
    'GET',
    'numbers/%2B821012345678',
  );
  expect(texts).toMatchObject([{ media: 2, body: '제목\n안녕하세요' }]);
  const picture = await fetch(baas.url + texts[0]!.pictures[1]!);
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
});

test.each([
  ['a page', (url: string) => [`${url}/media/sample.jpg`, `${url}/`], {}, 'VALIDATION_ERROR'],
  ['a picture that is not there', (url: string) => [`${url}/media/none.jpg`], {}, 'VALIDATION_ERROR'],
  ['an address that is none', () => ['nowhere'], {}, 'VALIDATION_ERROR'],
  ['six pictures', (url: string) => Array.from({ length: 6 }, () => `${url}/media/sample.jpg`), {}, 'TOO_MANY_IMAGES'],
  ['a long subject', () => [], { subject: 'x'.repeat(41) }, 'SUBJECT_TOO_LONG'],
])('%s is refused, and nothing is recorded', async (_, images, more, code) => {
  expect(await mms(images(baas.url), more)).toMatchObject([400, { error_code: code }]);
  expect(await baas.control.rows('text')).toEqual([]);
});
