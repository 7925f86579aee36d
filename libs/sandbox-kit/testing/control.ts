import type { Row, RowKind } from '../src/index.ts';

/** The control API as drills use it. */
export class Control {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async call<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.answer(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }

  answer(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.url}/_sandbox/${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  }

  async rows<Kind extends RowKind>(kind: Kind): Promise<Extract<Row, { kind: Kind }>[]> {
    const { rows } = await this.call<{ rows: Extract<Row, { kind: Kind }>[] }>(
      'GET',
      `ledger?kind=${kind}&limit=50000`,
    );
    return rows;
  }

  async bodies(): Promise<string[]> {
    return (await this.rows('text')).map((row) => row.body);
  }
}
