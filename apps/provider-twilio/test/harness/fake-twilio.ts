import twilio from 'twilio';
import { runSandbox, type RunningSandbox } from '#libs/sandbox-kit/testing';

export const ACCOUNT = `AC${'0'.repeat(31)}1`;
export const TOKEN = 'the-token-of-the-fake';
export const SENDER = '+15005550006';
export const MESSAGES = `/2010-04-01/Accounts/${ACCOUNT}/Messages`;

export interface FakeTwilio extends RunningSandbox {
  /** The official SDK, turned to the fake. */
  readonly client: twilio.Twilio;
}

export async function runFakeTwilio(settings: Readonly<Record<string, string>> = {}): Promise<FakeTwilio> {
  const account = { TWILIO_ACCOUNT_SID: ACCOUNT, TWILIO_AUTH_TOKEN: TOKEN };
  const sandbox = await runSandbox({ ...account, ...settings });
  return { ...sandbox, client: sdk(sandbox.url) };
}

export function sdk(url: string, account = ACCOUNT, token = TOKEN): twilio.Twilio {
  const client = twilio(account, token);
  client.api.baseUrl = url;
  return client;
}

/** One create without the SDK, for answers that the SDK would not hand out. */
export function createRaw(url: string, form: Record<string, string>): Promise<Response> {
  return fetch(`${url}${MESSAGES}.json`, {
    method: 'POST',
    headers: { authorization: basic(ACCOUNT, TOKEN) },
    body: new URLSearchParams({ From: SENDER, Body: 'Hello', ...form }),
    signal: AbortSignal.timeout(10_000),
  });
}

export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
