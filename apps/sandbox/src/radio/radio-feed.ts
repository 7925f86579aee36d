import type { FastifyReply } from 'fastify';
import { event, OpenPages } from '../control/open-pages.ts';
import type { RadioPhones } from './radio-phones.ts';

/** Tells open pages which phones show something else. */
export class RadioFeed {
  private readonly pages = new OpenPages(() => this.gathered());
  private readonly changed = new Set<string>();

  constructor(private readonly phones: RadioPhones) {
    phones.watchedBy((name) => this.pages.size > 0 && this.changed.add(name));
  }

  open(reply: FastifyReply): void {
    this.pages.open(
      reply,
      event(
        'all',
        this.phones.all().map((phone) => this.phones.view(phone)),
      ),
    );
  }

  close(): void {
    this.pages.close();
  }

  private gathered(): string {
    if (this.changed.size === 0) return '';
    const names = [...this.changed];
    this.changed.clear();
    const phones = names.flatMap((name) => this.phones.get(name) ?? []);
    const gone = names.filter((name) => !this.phones.get(name));
    return (
      (phones.length > 0
        ? event(
            'phones',
            phones.map((phone) => this.phones.view(phone)),
          )
        : '') + (gone.length > 0 ? event('gone', gone) : '')
    );
  }
}
