import { createRequire } from 'node:module';
import { runSandbox, type RunningSandbox } from '#libs/sandbox-kit/testing';

export const KEY = 'the-key-of-the-fake-sms-ir';
export const LINE = '30001234';

interface Reply<Data> {
  readonly status: number;
  readonly data: { readonly status: number; readonly message: string; readonly data: Data };
}
export interface Sent {
  readonly messageId: number;
  readonly cost: number;
}
export interface SentPack {
  readonly packId: string;
  readonly messageIds: readonly (number | null)[];
  readonly cost: number;
}
export interface Reported {
  readonly messageId: number;
  readonly mobile: number;
  readonly messageText: string;
  readonly sendDateTime: number;
  readonly lineNumber: number;
  readonly cost: number;
  readonly deliveryState: number | null;
  readonly deliveryDateTime: number | null;
}
export interface Received {
  readonly messageText: string;
  readonly number: number;
  readonly mobile: number;
  readonly receivedDateTime: number;
}

/** The calls of the official client, which has no types of its own. */
interface Client {
  SendVerifyCode(mobile: string, templateId: number, parameters: readonly object[]): Promise<Reply<Sent>>;
  SendBulk(
    text: string,
    mobiles: readonly string[],
    at?: number | null,
    line?: number | null,
  ): Promise<Reply<SentPack>>;
  SendLikeToLike(texts: readonly string[], mobiles: readonly string[]): Promise<Reply<SentPack>>;
  deleteScheduled(packId: string): Promise<Reply<{ returnedCreditCount: number; smsCount: number }>>;
  ReportMessage(id: number): Promise<Reply<Reported>>;
  ReportPack(packId: string): Promise<Reply<readonly Reported[]>>;
  ReportToday(size?: number, page?: number): Promise<Reply<readonly Reported[]>>;
  ReportArchived(from?: number | null, to?: number | null): Promise<Reply<readonly Reported[]>>;
  ReportLatestReceived(count?: number): Promise<Reply<readonly Received[]>>;
  ReportTodayReceived(): Promise<Reply<readonly Received[]>>;
  ReportArchivedReceived(): Promise<Reply<readonly Received[]>>;
  getCredit(): Promise<Reply<number>>;
  getLineNumbers(): Promise<Reply<readonly number[]>>;
}

const load = createRequire(import.meta.url);
const { Smsir } = load('smsir-js') as { Smsir: new (key: string, line: number) => Client };
const axios = createRequire(load.resolve('smsir-js'))('axios') as {
  interceptors: { request: { use(change: (request: { url: string }) => { url: string }): void } };
};

let fakeUrl: string | undefined;
/** The address in the client is fixed. Its requests go to the fake just before they leave, otherwise unchanged. */
axios.interceptors.request.use((request) => {
  if (fakeUrl === undefined) throw new Error('There is no fake SMS.IR to call.');
  request.url = request.url.replace(/^https:\/\/api\.sms\.ir/, fakeUrl);
  return request;
});

export interface FakeSmsir extends RunningSandbox {
  /** The official client. It keeps key and line for the whole process: the last one made counts. */
  readonly client: Client;
}

export async function runFakeSmsir(): Promise<FakeSmsir> {
  const account = { SMSIR_API_KEY: KEY, SMSIR_LINE_NUMBER: LINE, SANDBOX_RECEIPTS: 'off' };
  const sandbox = await runSandbox(account);
  fakeUrl = sandbox.url;
  return { ...sandbox, client: clientOf(KEY) };
}

export const clientOf = (key: string, line = LINE): Client => new Smsir(key, Number(line));

/** One call without the client, for what the client cannot send or hides. */
export function call(url: string, method: string, path: string, body?: unknown, key = KEY): Promise<Response> {
  return fetch(`${url}/v1/${path}`, {
    method,
    headers: { 'x-api-key': key, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
}
