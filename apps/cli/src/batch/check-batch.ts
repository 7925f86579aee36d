import { answered, type Api } from '../api/client.ts';
import type { MessageWishes } from '../commands/message-options.ts';
import type { BatchItem } from './messages-of.ts';
import type { BadRow } from './read-csv.ts';

const MOST_NUMBERS = 1_000;

/** Rows whose numbers the tenant cannot send to, as the API reads them. */
export async function* refusedNumbers(api: Api, items: readonly BatchItem[]): AsyncGenerator<readonly BadRow[]> {
  for (let at = 0; at < items.length; at += MOST_NUMBERS) {
    const part = items.slice(at, at + MOST_NUMBERS);
    const body = { numbers: part.map(({ message }) => message.to) };
    const { data } = await answered(api.POST('/api/v1/numbers/validate', { body }));
    yield data.flatMap(({ valid, allowed, reason }, index) => {
      const { line, cells } = part[index]!;
      if (valid && allowed) return [];
      return [{ line, cells, reason: reason ?? 'The tenant may not send to this number.' }];
    });
  }
}

/** How the first message would travel. */
export async function simulated(api: Api, { message }: BatchItem, defaults: MessageWishes) {
  return answered(api.POST('/api/v1/simulate', { body: { ...defaults, ...message } }));
}
