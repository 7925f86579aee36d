import type { FastifyReply } from 'fastify';

const TICK_MS = 100;
const HEARTBEAT_TICKS = 150;
const BEHIND_BYTES = 1_000_000;

/** Open pages that are told what changes, gathered ten times a second. Without an open page nothing is asked. */
export class OpenPages {
  private readonly pages = new Set<FastifyReply>();
  private idleTicks = 0;
  private timer: NodeJS.Timeout | undefined;

  /** `gathered`: the events since the last time; empty: nothing changed. */
  constructor(private readonly gathered: () => string) {}

  get size(): number {
    return this.pages.size;
  }

  open(reply: FastifyReply, first: string): void {
    const { raw } = reply.hijack();
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    raw.write(`retry: 1000\n${first}`);
    this.pages.add(reply);
    raw.once('close', () => this.leave(reply));
    this.timer ??= setInterval(() => this.tick(), TICK_MS);
  }

  close(): void {
    for (const page of this.pages) page.raw.end();
    this.pages.clear();
    clearInterval(this.timer);
  }

  private leave(reply: FastifyReply): void {
    this.pages.delete(reply);
    if (this.pages.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tick(): void {
    const events = this.gathered();
    if (events !== '') this.write(events);
    else if (++this.idleTicks % HEARTBEAT_TICKS === 0) this.write(':\n\n');
  }

  /** A page that cannot keep up is disconnected: it reconnects by itself and loads the present state. */
  private write(text: string): void {
    for (const { raw } of this.pages) {
      if (raw.writableLength > BEHIND_BYTES) raw.destroy();
      else raw.write(text);
    }
  }
}

export const event = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
