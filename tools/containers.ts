import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { MongoDBContainer } from '@testcontainers/mongodb';
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import { parse } from 'yaml';
import { checkGivenMongo, checkGivenNats } from '#libs/servers';
import type { Compose } from './compose-file.ts';

const NATS_PORT = 4222;
const NATS_CONFIG = '/etc/nats/nats.conf';

export interface Containers {
  readonly mongoUri: string;
  readonly natsUrl: string;
  stop(): Promise<unknown>;
}

/** MongoDB and NATS as docker-compose.yml runs them: its images, its configuration of NATS, a replica set of one. */
export async function startContainers(): Promise<Containers> {
  await requireDocker();
  const { mongo, nats } = (parse(readFileSync('docker-compose.yml', 'utf8')) as Compose).services;
  const [mongod, broker] = await Promise.all([
    new MongoDBContainer(mongo!.image).start(),
    new GenericContainer(nats!.image)
      .withCopyFilesToContainer([{ source: 'deploy/nats/nats.conf', target: NATS_CONFIG }])
      .withCommand(['--config', NATS_CONFIG])
      .withExposedPorts(NATS_PORT)
      .withWaitStrategy(Wait.forLogMessage('Server is ready'))
      .start(),
  ]);
  // The replica set has the container's own host name, which is unknown outside of it.
  const mongoUri = `${mongod.getConnectionString()}/?directConnection=true&w=majority&journal=true`;
  const natsUrl = `nats://${broker.getHost()}:${broker.getMappedPort(NATS_PORT)}`;
  await Promise.all([checkGivenMongo(mongoUri), checkGivenNats(natsUrl)]);
  return { mongoUri, natsUrl, stop: () => Promise.all([mongod.stop(), broker.stop()]) };
}

async function requireDocker(): Promise<void> {
  try {
    await dockerHostAnswers();
    await getContainerRuntimeClient();
  } catch (error) {
    const advice = 'Start Docker, or unset TEST_SERVERS to run on embedded servers.';
    throw new Error(`TEST_SERVERS=containers needs Docker, and no Docker engine answers. ${advice}`, { cause: error });
  }
}

/** If the engine that DOCKER_HOST names does not answer, testcontainers would take any other. */
async function dockerHostAnswers(): Promise<void> {
  const { DOCKER_HOST = '' } = process.env;
  if (!DOCKER_HOST.startsWith('tcp://')) return;
  const { hostname, port } = new URL(DOCKER_HOST);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.destroy();
}
