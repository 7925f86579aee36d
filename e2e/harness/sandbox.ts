import { Radio } from './radio.ts';

/** One text that a phone received, as in the sandbox's ledger on disk. */
export interface ReceivedText {
  readonly n: number;
  readonly at: number;
  readonly vendor: string;
  /** The vendor's account, or the phone. */
  readonly account?: string;
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly segments: number;
  readonly statusCallback?: string;
  /** Of a text that a phone sent: the id of the message. */
  readonly localId?: string;
  readonly phone?: { readonly name: string; readonly sim: number; readonly part: number; readonly parts: number };
  /** The grant under which a phone sent it, if that is known. */
  readonly fence?: number;
}

/** A text as its phone shows it. */
export type ShownText = Omit<ReceivedText, 'statusCallback'> & { readonly status: string };

/** The sandbox's control API: the record of texts received, and the faults. */
export class Sandbox {
  readonly url: string;
  /** The phones that send. */
  readonly radio: Radio = new Radio(this);

  constructor(url: string) {
    this.url = url;
  }

  async call<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/_sandbox/${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${method} ${path}: ${text}`);
    return (text ? JSON.parse(text) : {}) as T;
  }

  /** In the order in which they came; `newerThan` is the `n` of a known text. */
  async texts(newerThan = 0): Promise<ReceivedText[]> {
    return this.rows<ReceivedText>('text', newerThan);
  }

  async rows<T>(kind: string, newerThan = 0): Promise<T[]> {
    const rows: T[] = [];
    for (let after = newerThan; ;) {
      const page = await this.call<{ rows: T[]; next: number; more: boolean }>(
        'GET',
        `ledger?after=${after}&limit=20000&kind=${kind}`,
      );
      rows.push(...page.rows);
      if (!page.more) return rows;
      after = page.next;
    }
  }

  /** The newest first. */
  async textsTo(number: string): Promise<ShownText[]> {
    return (await this.call<{ texts: ShownText[] }>('GET', `numbers/${encodeURIComponent(number)}`)).texts;
  }

  /** The row of the ledger with this number. */
  async text(n: number): Promise<ReceivedText> {
    const page = await this.call<{ rows: ReceivedText[] }>('GET', `ledger?after=${n - 1}&limit=1&kind=text`);
    return page.rows[0]!;
  }

  fault(...rules: Record<string, unknown>[]): Promise<{ ids: unknown[] }> {
    return this.call('POST', 'twilio/faults', rules);
  }

  clearFaults(): Promise<unknown> {
    return this.call('DELETE', 'twilio/faults');
  }

  receipts(plan: Record<string, unknown>): Promise<unknown> {
    return this.call('PUT', 'twilio/receipts', plan);
  }

  settings(settings: Record<string, unknown>): Promise<unknown> {
    return this.call('PATCH', 'twilio/settings', settings);
  }

  reset(): Promise<unknown> {
    return this.call('POST', 'reset');
  }
}
