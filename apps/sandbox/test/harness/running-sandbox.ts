import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import twilio from 'twilio';
import { Control } from '#libs/sandbox-kit/testing';
import { readSandboxConfig } from '../../src/config/sandbox-config.ts';
import { startSandbox } from '../../src/start-sandbox.ts';
import { fakeVendors } from '../../src/vendors.generated.ts';

export const ACCOUNT = `AC${'0'.repeat(31)}1`;
export const TOKEN = 'the-token-of-the-fake';
export const SENDER = '+15005550006';
export const MESSAGES = `/2010-04-01/Accounts/${ACCOUNT}/Messages`;

export interface RunningSandbox {
  readonly url: string;
  readonly folder: string;
  readonly control: Control;
  /** The official SDK, pointed at the fake. */
  readonly client: twilio.Twilio;
  restart(): Promise<RunningSandbox>;
  /** Leaves the ledger in place. */
  close(): Promise<void>;
  stop(): Promise<void>;
}

export const environment = (folder: string): Record<string, string> => ({
  SANDBOX_PORT: '0',
  SANDBOX_DATA: folder,
  TWILIO_ACCOUNT_SID: ACCOUNT,
  TWILIO_AUTH_TOKEN: TOKEN,
});

export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'sandbox-'));

/** The sandbox in this process, on a free port, with a ledger of its own. */
export async function runSandbox(settings: Record<string, string> = {}, at?: string): Promise<RunningSandbox> {
  const folder = at ?? (await temporaryFolder());
  const { url, close } = await startSandbox(readSandboxConfig(fakeVendors, { ...environment(folder), ...settings }));
  return {
    url,
    folder,
    control: new Control(url),
    client: sdk(url),
    close,
    restart: async () => {
      await close();
      return runSandbox(settings, folder);
    },
    stop: async () => {
      await close();
      await rm(folder, { recursive: true });
    },
  };
}

export function sdk(url: string, account = ACCOUNT, token = TOKEN): twilio.Twilio {
  const client = twilio(account, token);
  client.api.baseUrl = url;
  return client;
}

/** One create without the SDK, for answers that the SDK would not return. */
export function createRaw(url: string, form: Record<string, string>, signal?: AbortSignal): Promise<Response> {
  return fetch(`${url}${MESSAGES}.json`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}` },
    body: new URLSearchParams({ From: SENDER, Body: 'Hello', ...form }),
    signal: signal ?? AbortSignal.timeout(10_000),
  });
}
