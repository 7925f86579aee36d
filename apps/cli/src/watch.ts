import { monotonicMs, sleep } from '#libs/kernel';
import { answered, type Api } from './api/client.ts';
import type { components } from './api/paths.generated.ts';
import { EXIT, Failure, misused, type ExitCode } from './failure.ts';
import type { Output } from './output/output.ts';

type Status = components['schemas']['Message']['status'];

const POLL_MS = 1_000;
const WATCHED_FOR_S = 600;
const OPEN: readonly Status[] = ['PENDING', 'ASSIGNED', 'SENDING'];
const WENT_OUT: readonly Status[] = ['SENT', 'DELIVERED'];

/** Such as 01JD3C4V5W6X7Y8Z9A0B1C2D3E, and behind a dot the position of a message in the request. */
const ID = /^[0-9A-Z]{26}(\.\d{4})?$/;

export function isOfRequest(id: string): boolean {
  if (!ID.test(id)) throw misused('This is no id of a message or request. `postrider send` and `batch` print them.');
  return !id.includes('.');
}

/** Polls a message, or all messages of a request, until none is open. */
export async function watch(api: Api, output: Output, id: string, forS = WATCHED_FOR_S): Promise<ExitCode> {
  const read = isOfRequest(id) ? readRequest : readMessage;
  const until = monotonicMs() + forS * 1_000;
  for (let said = ''; ;) {
    const { thing, state, isClosed, wentOut } = await read(api, id);
    if (state !== said) output.say((said = state));
    if (isClosed) {
      output.one(thing);
      return wentOut ? EXIT.done : EXIT.refused;
    }
    if (monotonicMs() > until)
      throw new Failure(
        EXIT.refused,
        `After ${forS} seconds it is not closed: ${state}. \`postrider doctor\` says more.`,
      );
    await sleep(POLL_MS);
  }
}

async function readMessage(api: Api, id: string) {
  const thing = await answered(api.GET('/api/v1/messages/{id}', { params: { path: { id } } }));
  const { status, reason = thing.no_route?.reason } = thing;
  const state = reason === undefined ? status : `${status} (${reason})`;
  return { thing, state, isClosed: !OPEN.includes(status), wentOut: WENT_OUT.includes(status) };
}

async function readRequest(api: Api, id: string) {
  const params = { path: { id }, query: { limit: 1 } };
  const { items: _, next_cursor: __, ...thing } = await answered(api.GET('/api/v1/requests/{id}', { params }));
  const counts = Object.entries(thing.counts);
  const state = counts.map(([status, count]) => `${status} ${count}`).join(', ');
  const wentOut = counts.every(([status]) => WENT_OUT.includes(status as Status));
  return { thing, state: state || 'nothing is stored yet', isClosed: thing.state === 'done', wentOut };
}
