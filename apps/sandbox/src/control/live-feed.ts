import type { FastifyReply } from 'fastify';
import type { Ledger, LedgerWatcher, Text } from '#libs/sandbox-kit';
import type { CountsView } from './counts.ts';
import { textView } from './phones.ts';

const TICK_MS = 100;
const HEARTBEAT_TICKS = 150;
/** More than a page ever shows; the rest of a burst is counted, not sent. */
const TEXTS_PER_TICK = 400;
const BEHIND_BYTES = 1_000_000;

/** Sends changes to open pages, gathered ten times a second. Without an open page it keeps nothing. */
export class LiveFeed implements LedgerWatcher {
  private readonly pages = new Set<FastifyReply>();
  private texts: Text[] = [];
  private readonly statuses = new Map<string, Text>();
  private wasReset = false;
  private changed = false;
  private idleTicks = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    ledger: Ledger,
    private readonly counts: () => CountsView,
  ) {
    ledger.watch(this);
  }

  open(reply: FastifyReply): void {
    const { raw } = reply.hijack();
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    raw.write(`retry: 1000\n${event('counts', this.counts())}`);
    this.pages.add(reply);
    raw.once('close', () => this.leave(reply));
    this.timer ??= setInterval(() => this.tick(), TICK_MS);
  }

  received(text: Text): void {
    if (this.pages.size === 0) return;
    this.changed = true;
    this.texts.push(text);
    if (this.texts.length > TEXTS_PER_TICK * 2) this.texts = this.texts.slice(-TEXTS_PER_TICK);
  }

  moved(text: Text): void {
    if (this.pages.size === 0) return;
    this.changed = true;
    this.statuses.delete(text.sid);
    this.statuses.set(text.sid, text);
    if (this.statuses.size > TEXTS_PER_TICK * 4) this.statuses.delete(this.statuses.keys().next().value!);
  }

  reset(): void {
    this.texts = [];
    this.statuses.clear();
    this.wasReset = this.changed = this.pages.size > 0;
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
    if (this.changed) this.write(this.gathered());
    else if (++this.idleTicks % HEARTBEAT_TICKS === 0) this.write(':\n\n');
  }

  private gathered(): string {
    const statuses = [...this.statuses.values()].map(({ sid, to, status, errorCode }) => ({
      sid,
      to,
      status,
      errorCode,
    }));
    const events = [
      this.wasReset ? event('reset', {}) : '',
      this.texts.length > 0 ? event('texts', this.texts.slice(-TEXTS_PER_TICK).map(textView)) : '',
      statuses.length > 0 ? event('statuses', statuses) : '',
      event('counts', this.counts()),
    ];
    this.texts = [];
    this.statuses.clear();
    this.wasReset = this.changed = false;
    return events.join('');
  }

  /** A page that cannot keep up is disconnected: it reconnects by itself and loads the present state. */
  private write(text: string): void {
    for (const { raw } of this.pages) {
      if (raw.writableLength > BEHIND_BYTES) raw.destroy();
      else raw.write(text);
    }
  }
}

const event = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
