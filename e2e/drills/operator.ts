import { Api } from '../harness/api.ts';
import type { ClientCall, Repeat } from '../harness/ledger.ts';
import type { Chance } from './chance.ts';

export interface Interventions {
  readonly repeats: Repeat[];
  /** Messages for which a retry was called, with or without an answer. */
  readonly retried: string[];
  /** How often each call was made and done. */
  readonly done: Map<string, number>;
}

const EVERY_MS = 150;

/** Cancels, retries and repeats at random while everything breaks; missing answers are ignored. */
export async function intervene(
  gateways: readonly string[],
  key: string,
  load: { readonly calls: readonly ClientCall[]; bodyOf(call: ClientCall): Record<string, unknown>[] },
  chance: Chance,
  over: () => boolean,
): Promise<Interventions> {
  const made: Interventions = { repeats: [], retried: [], done: new Map() };
  const apis = gateways.map((url) => new Api(url, key));
  while (!over()) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    const answered = load.calls.filter(({ accepted }) => accepted);
    if (answered.length === 0) continue;
    const api = chance.one(apis);
    const call = chance.one(answered.slice(-200));
    const what = chance.one([
      'cancel a message',
      'cancel a request',
      'retry a dead letter',
      'repeat',
      'repeat',
    ] as const);
    try {
      const isDone = await ACTIONS[what](api, call, load.bodyOf(call), made, chance);
      if (isDone) made.done.set(what, (made.done.get(what) ?? 0) + 1);
    } catch {
      // The gateway died, or a server it needs is away.
    }
  }
  return made;
}

type Action = (
  api: Api,
  call: ClientCall,
  body: Record<string, unknown>[],
  made: Interventions,
  chance: Chance,
) => Promise<boolean>;

const ACTIONS: Record<'cancel a message' | 'cancel a request' | 'retry a dead letter' | 'repeat', Action> = {
  'cancel a message': async (api, { accepted }, _, __, chance) =>
    (await api.call('POST', `/api/v1/messages/${chance.one(accepted!.messageIds)}/cancel`)).status === 200,
  'cancel a request': async (api, { accepted }) =>
    (await api.call('POST', `/api/v1/requests/${accepted!.requestId}/cancel`)).status === 200,
  'retry a dead letter': async (api, _, __, { retried }, chance) => {
    type Page = { data?: { id: string; may_be_duplicate: boolean }[] };
    const { body } = await api.call<Page>('GET', '/api/v1/dead-letters?state=pending&limit=50');
    if (!body.data?.length) return false;
    const { id, may_be_duplicate: accept_duplicate } = chance.one(body.data);
    retried.push(id);
    return (await api.call('POST', `/api/v1/dead-letters/${id}/retry`, { body: { accept_duplicate } })).status === 202;
  },
  repeat: async (api, call, items, { repeats }, chance) => {
    const body = chance.one(['same', 'other'] as const);
    const sent = body === 'same' ? items : items.map((item) => ({ ...item, text: 'Another text' }));
    const answer = await (sent.length === 1
      ? api.send(sent[0]!, call.idempotencyKey)
      : api.sendBatch(sent, call.idempotencyKey));
    // These answers say that it cannot be done now; the rules are about successful answers.
    if (answer.status >= 500 || answer.status === 409 || answer.status === 429) return false;
    const isReplay = answer.headers.get('idempotent-replayed') === 'true';
    const { idempotencyKey } = call;
    const { request_id: requestId } = answer.body;
    repeats.push({ idempotencyKey, body, status: answer.status, isReplay, ...(requestId && { requestId }) });
    return true;
  },
};
