import { runSandbox, type RunningSandbox } from '#libs/sandbox-kit/testing';

export const KEY = 'the-key-of-the-fake-baas';
export const PROJECT = '11111111-2222-4333-8444-555555555555';

export interface FakeBaas extends RunningSandbox {
  /** One call as the original makes it; returns the HTTP status and the answer. */
  call(
    method: 'GET' | 'POST',
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<[number, unknown]>;
  /** The words of a group's history, in the order of its rows. */
  words(group: number): Promise<readonly string[]>;
}

export async function runFakeBaas(settings: Readonly<Record<string, string>> = {}): Promise<FakeBaas> {
  const sandbox = await runSandbox({ BAAS_API_KEY: KEY, BAAS_PROJECT_ID: PROJECT, ...settings });
  const call: FakeBaas['call'] = async (method, path, body, headers = { 'X-API-KEY': KEY }) => {
    const answer = await fetch(sandbox.url + path, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return [answer.status, await answer.json()];
  };
  const words: FakeBaas['words'] = async (group) => {
    const [, answer] = await call('GET', `/message/send_history/sms/${group}/messages`);
    return (answer as { data: { result: string }[] }).data.map(({ result }) => result);
  };
  return { ...sandbox, call, words };
}

/** The body of a text, as the original makes it. */
export const sms = (phones: readonly string[], more: object = {}) => ({
  recipients: phones.map((phone_number, index) => ({ phone_number, member_code: `user_${index}` })),
  message: '안녕하세요',
  callback_number: '02-1234-5678',
  project_id: PROJECT,
  channel_id: 1,
  ...more,
});
