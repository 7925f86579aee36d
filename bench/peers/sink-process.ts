import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Behaviour, Order, Text, Told } from './sink.ts';

/** The sink as a process of its own, so that it does not share a loop with the load driver. */
export interface Sink {
  readonly ports: Told['ports'];
  behave(vendor: 'a' | 'b', behaviour: Behaviour, latencyMs?: number): Promise<void>;
  total(): Promise<number>;
  calls(): Promise<Told['calls']>;
  texts(): Promise<readonly Text[]>;
  stop(): Promise<void>;
}

export async function startSink(): Promise<Sink> {
  const child = fork(fileURLToPath(new URL('./sink.ts', import.meta.url)), { serialization: 'advanced' });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const waiting: ((told: Told) => void)[] = [];
  const answer = (): Promise<Told> => new Promise((resolve) => waiting.push(resolve));
  child.on('message', (told: Told) => waiting.shift()?.(told));
  const { ports } = await answer();

  const ask = (order: Order): Promise<Told> => {
    child.send(order);
    return answer();
  };
  const known: Text[] = [];
  const catchUp = async (): Promise<void> => {
    const told = await ask({ do: 'tell', after: known.length });
    for (const text of told.texts.slice(known.length - (told.total - told.texts.length))) known.push(text);
  };
  return {
    ports,
    behave: async (vendor, behaviour, latencyMs = 0) =>
      void (await ask({ do: 'behave', vendor, behaviour, latencyMs })),
    total: async () => (await ask({ do: 'tell', after: Infinity })).total,
    calls: async () => (await ask({ do: 'tell', after: Infinity })).calls,
    texts: async () => {
      await catchUp();
      return known;
    },
    stop: async () => {
      child.disconnect();
      await exited;
    },
  };
}
