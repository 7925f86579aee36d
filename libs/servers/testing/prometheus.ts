import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { firstThatFits, type Found, type Way } from '../src/finder/ladder.ts';
import { installedWay } from '../src/finder/on-the-path.ts';
import { fetchFromArchive, goPlatform } from '../src/finder/release-archive.ts';
import { run } from '../src/finder/run.ts';
import { openSearch, type FindOptions, type Search } from '../src/finder/search.ts';
import type { Requirement } from '../src/finder/version.ts';

const PROMETHEUS: Requirement = {
  program: 'prometheus',
  versionArgs: ['--version'],
  pattern: /prometheus, version (\d+\.\d+\.\d+)/,
  oldest: '2.40',
};
const RELEASE = '3.5.0';
const RELEASES = `https://github.com/prometheus/prometheus/releases/download/v${RELEASE}`;
const APT_WITHIN_MS = 2 * 60_000;
const ADVICE = 'Install prometheus; it is needed to test rules and dashboards, not to run Postrider.';

/** Finds a Prometheus for tests, fetching one if none is installed. */
export function findPrometheus(options: FindOptions = {}): Promise<Found> {
  const search = openSearch(options);
  const { environment, cache, tell } = search;
  const ways = [
    installedWay(PROMETHEUS, [], environment.path),
    cache.way(PROMETHEUS),
    archiveWay(search),
    packageWay(search),
  ];
  return firstThatFits('prometheus', ways, ADVICE, tell);
}

function archiveWay({ cache, environment, tell }: Search): Way {
  return {
    name: `official release archive ${RELEASE}`,
    remote: true,
    find: async () => {
      const name = `prometheus-${RELEASE}.${goPlatform()}`;
      const archive = { base: RELEASES, sums: 'sha256sums.txt', name, program: 'prometheus' };
      return cache.fetchOnce(PROMETHEUS, (scratch) => fetchFromArchive(archive, scratch, environment, tell));
    },
  };
}

/** apt checks the package against its signed lists; it is unpacked and not installed, so no right is needed for it. */
function packageWay({ cache, environment, tell }: Search): Way {
  return {
    name: 'apt-get download and dpkg -x',
    remote: true,
    find: () =>
      cache.fetchOnce(PROMETHEUS, async (scratch) => {
        tell('fetching prometheus with apt-get');
        const settings = { cwd: scratch, env: environment.variables, withinMs: APT_WITHIN_MS };
        await run('apt-get', ['-qq', 'download', 'prometheus'], settings);
        const file = readdirSync(scratch).find((name) => name.endsWith('.deb'));
        if (file === undefined) throw new Error('apt-get left no package');
        await run('dpkg', ['-x', file, 'unpacked'], settings);
        return join(scratch, 'unpacked/usr/bin/prometheus');
      }),
  };
}
