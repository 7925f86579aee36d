import type { FastifyReply } from 'fastify';
import type { Ledger, LedgerWatcher, Text } from '#libs/sandbox-kit';
import type { CountsView } from './counts.ts';
import { event, OpenPages } from './open-pages.ts';
import { textView } from './phones.ts';

/** More than a page ever shows; the rest of a burst is counted, not sent. */
const TEXTS_PER_TICK = 400;

/** Tells open pages which texts came and moved. Without an open page it keeps nothing. */
export class LiveFeed implements LedgerWatcher {
  private readonly pages = new OpenPages(() => this.gathered());
  private texts: Text[] = [];
  private readonly statuses = new Map<string, Text>();
  private wasReset = false;
  private changed = false;

  constructor(
    ledger: Ledger,
    private readonly counts: () => CountsView,
  ) {
    ledger.watch(this);
  }

  open(reply: FastifyReply): void {
    this.pages.open(reply, event('counts', this.counts()));
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
    this.pages.close();
  }

  private gathered(): string {
    if (!this.changed) return '';
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
}
