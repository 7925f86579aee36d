import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
}

/** An HTTP server on loopback that answers as it is told, and records what it was asked. */
export class OneAnswer {
  readonly asked: Asked[] = [];
  status = 200;
  /** By the end of the path; otherwise `body`. */
  bodies: Readonly<Record<string, unknown>> = {};
  body: unknown = '';
  readonly #server = createServer((request, response) => {
    let form = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (form += chunk));
    request.on('end', () => {
      const { method = '', url: path = '' } = request;
      this.asked.push({ method, path, form: Object.fromEntries(new URLSearchParams(form)) });
      const named = Object.keys(this.bodies).find((end) => path.endsWith(`${end}.json`));
      const body = named === undefined ? this.body : this.bodies[named];
      const type = { 'content-type': 'application/json' };
      response.writeHead(this.status, type).end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });

  async open(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Kavenegar's envelope. */
  says(entries: unknown, code = 200): void {
    this.body = { return: { status: code, message: 'x' }, entries };
  }

  close(): Promise<unknown> {
    return new Promise((done) => this.#server.close(done));
  }
}
