import { runSandbox, type RunningSandbox } from '#libs/sandbox-kit/testing';

export const KEY = '0123456789abcdefKEYofTheFakeKavenegar';

export interface KavenegarBody {
  readonly return: { readonly status: number; readonly message: string };
  readonly entries: null | Record<string, unknown> | Record<string, unknown>[];
}

export interface FakeKavenegar extends RunningSandbox {
  /** One call; by POST unless given. */
  call(method: string, form?: Record<string, string>, options?: CallOptions): Promise<KavenegarBody & { http: number }>;
}

interface CallOptions {
  readonly by?: 'GET' | 'POST';
  readonly key?: string;
}

export async function runFakeKavenegar(settings: Readonly<Record<string, string>> = {}): Promise<FakeKavenegar> {
  const sandbox = await runSandbox({ KAVENEGAR_API_KEY: KEY, ...settings });
  return { ...sandbox, call: (method, form, options) => callOf(sandbox.url, method, form, options) };
}

async function callOf(
  url: string,
  method: string,
  form: Record<string, string> = {},
  { by = 'POST', key = KEY }: CallOptions = {},
): Promise<KavenegarBody & { http: number }> {
  const path = `${url}/v1/${key}/${method}.json`;
  const fields = new URLSearchParams(form);
  const signal = AbortSignal.timeout(10_000);
  const answer = await (by === 'GET'
    ? fetch(`${path}?${fields.toString()}`, { signal })
    : fetch(path, { method: by, body: fields, signal }));
  return { http: answer.status, ...((await answer.json()) as KavenegarBody) };
}
