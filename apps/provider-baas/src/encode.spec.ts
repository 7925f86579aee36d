import type { BaasSecrets } from './config.ts';
import { authorization, encodeMessage, historyPath } from './encode.ts';

const secrets: BaasSecrets = {
  apiUrl: 'https://api.aiapp.link',
  apiKey: 'the-key',
  projectId: 'project-1',
  sender: '+82212345678',
  pathPrefix: '/message',
  authHeader: 'X-API-KEY',
  smsChannel: 1,
  mmsChannel: 3,
  successMeans: 'accepted',
};
const item = { to: '+821012345678', text: '안녕하세요 😀' };
const encoded = (more: Partial<Parameters<typeof encodeMessage>[0]>, own: Partial<BaasSecrets> = {}) => {
  const result = encodeMessage({ ...item, ...more }, { ...secrets, ...own });
  return 'body' in result ? { path: result.path, ...(JSON.parse(result.body) as object) } : result;
};

test('a text is posted as the original posts it', () => {
  expect(encoded({})).toEqual({
    path: '/message/sms',
    recipients: [{ phone_number: '010-1234-5678', member_code: 'user_0' }],
    message: '안녕하세요 😀',
    callback_number: '02-1234-5678',
    project_id: 'project-1',
    channel_id: 1,
  });
});

test('a message with pictures has its own path, channel, subject and addresses', () => {
  const media_urls = ['https://a.test/1.jpg', 'https://a.test/2.png'];

  expect(encoded({ media_urls, subject: '제목', sender: '15881234' }, { mmsChannel: 7 })).toMatchObject({
    path: '/message/mms',
    callback_number: '1588-1234',
    channel_id: 7,
    subject: '제목',
    img_url_list: media_urls,
  });
  expect(encoded({ media_urls })).toMatchObject({ subject: '' });
});

test('the later API has another path, and needs no project', () => {
  const { projectId: _, ...later } = { ...secrets, pathPrefix: '/api/message' };
  const { path, body } = encodeMessage(item, later) as { path: string; body: string };

  expect(path).toBe('/api/message/sms');
  expect(body).not.toContain('project_id');
  expect(historyPath(later, '77/..')).toBe('/api/message/send_history/sms/77%2F../messages');
});

test.each([
  ['X-API-KEY', ['x-api-key', 'the-key']],
  ['x_api_key', ['x_api_key', 'the-key']],
  ['Authorization', ['authorization', 'Bearer the-key']],
])('the key is in %s', (authHeader, headers) => {
  expect(authorization({ ...secrets, authHeader })).toEqual(headers);
});

test.each([
  ['another country', { to: '+85251234567' }, 'not_korean_mobile'],
  ['a landline', { to: '+82212345678' }, 'not_korean_mobile'],
  ['a sender of another country', { sender: '+85221234567' }, 'no_callback_number'],
  ['a text of 2,001 characters', { text: 'x'.repeat(2_001) }, 'MESSAGE_TOO_LONG'],
  ['a subject of 41 characters', { subject: 'x'.repeat(41) }, 'SUBJECT_TOO_LONG'],
  ['six pictures', { media_urls: Array.from({ length: 6 }, (_, at) => `https://a.test/${at}.png`) }, 'TOO_MANY_IMAGES'],
])('%s is no call', (_, more, impossible) => {
  expect(encoded(more)).toEqual({ impossible });
});

test('an account without a sender sends only messages that name one', () => {
  const { sender: _, ...without } = secrets;

  expect(encodeMessage(item, without)).toEqual({ impossible: 'no_callback_number' });
  expect(encodeMessage({ ...item, sender: '15881234' }, without)).toHaveProperty('body');
});
