import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { statusChanged } from '#libs/contracts';
import type { RunningDispatcher } from './running-dispatcher.ts';

export interface Announced {
  readonly id: string;
  readonly status: string;
}

/** Every change of a status that was announced so far, as the stream keeps it. */
export async function announcedSoFar({ nats: { url, prefix } }: RunningDispatcher): Promise<Announced[]> {
  const connection = await connect({ servers: url });
  try {
    const stream = await jetstream(connection).streams.get(`${prefix}EVT_dispatcher`.replace(/[^\w-]/g, '_'));
    const { state } = await stream.info();
    const changes: Announced[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      const event = await stream.getMessage({ seq });
      if (event?.subject === `${prefix}${statusChanged.subject}`)
        changes.push(...event.json<{ items: Announced[] }>().items);
    }
    return changes;
  } finally {
    await connection.close();
  }
}
