import { answered, type Api } from '../api/client.ts';
import type { MessageWishes } from '../commands/message-options.ts';
import type { Chunk } from './chunks.ts';
import type { BadRow } from './read-csv.ts';

export interface SentChunk {
  readonly request: string;
  readonly accepted: number;
  readonly refused: readonly BadRow[];
  readonly total: number;
  /** An earlier run had sent it. */
  readonly isReplayed: boolean;
}

/** Hands over one part after the other. */
export async function* sendChunks(
  api: Api,
  chunks: readonly Chunk[],
  defaults: MessageWishes,
): AsyncGenerator<SentChunk> {
  for (const { items, idempotencyKey } of chunks) {
    const call = api.POST('/api/v1/messages/batch', {
      params: { header: { 'Idempotency-Key': idempotencyKey } },
      body: { messages: items.map(({ message }) => message), defaults },
    });
    const { request_id: request, total, accepted, items: answers } = await answered(call);
    const { response } = await call;
    yield {
      request,
      total,
      accepted,
      refused: answers.flatMap(({ position, code, detail }) => {
        const { line, cells } = items[position]!;
        return code === undefined ? [] : [{ line, cells, reason: `${detail} (${code})` }];
      }),
      isReplayed: response.headers.get('idempotent-replayed') === 'true',
    };
  }
}
