import { running } from './servers-up.ts';

export default async function serversDown(): Promise<void> {
  for (const server of running.toReversed()) await server.stop();
}
