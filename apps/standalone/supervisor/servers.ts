import {
  checkGivenMongo,
  checkGivenNats,
  findMongod,
  findNatsServer,
  NotFound,
  startMongod,
  startNats,
} from '#libs/servers';
import { rotatedLog } from './data-folder.ts';
import { keepRunning } from './keep-running.ts';
import type { Installation } from './installation.ts';
import { EXIT, Refusal } from './refusal.ts';

/** The addresses of the servers; both are looked for and started at the same time. */
export async function openServers(installation: Installation): Promise<{ mongoUri: string; natsUrl: string }> {
  try {
    const [mongoUri, natsUrl] = await Promise.all([openMongo(installation), openNats(installation)]);
    return { mongoUri, natsUrl };
  } catch (error) {
    const exitCode = error instanceof NotFound ? EXIT.serverNotFound : EXIT.serviceFailed;
    throw new Refusal(exitCode, (error as Error).message, error);
  }
}

/** The given MongoDB, else one of our own that keeps its address when it is restarted. */
async function openMongo(installation: Installation): Promise<string> {
  const { config, folder, find, parts } = installation;
  if (config.mongoUri !== undefined) {
    await checkGivenMongo(config.mongoUri);
    return config.mongoUri;
  }
  const { path: binary } = await findMongod(find);
  const logFile = rotatedLog(folder, 'mongod');
  let port = 0;
  const start = async (): ReturnType<typeof startMongod> => {
    const mongod = await startMongod({ dataDir: folder.mongod, logFile, binary, port });
    port = mongod.port;
    return mongod;
  };
  const { first } = await parts.add('servers', () => keepRunning({ ...installation.part('mongod', logFile), start }));
  return first.uri;
}

/** The given NATS, else one of our own that keeps its address when it is restarted. */
async function openNats(installation: Installation): Promise<string> {
  const { config, folder, find, parts } = installation;
  if (config.natsUrl !== undefined) {
    await checkGivenNats(config.natsUrl);
    return config.natsUrl;
  }
  const { path: binary } = await findNatsServer(find);
  const logFile = rotatedLog(folder, 'nats-server');
  let port = 0;
  const start = async (): ReturnType<typeof startNats> => {
    const nats = await startNats({ storeDir: folder.nats, logFile, binary, port });
    port = nats.port;
    return nats;
  };
  const { first } = await parts.add('servers', () =>
    keepRunning({ ...installation.part('nats-server', logFile), start }),
  );
  return first.url;
}
