import { once } from 'node:events';
import { monotonicMs } from '#libs/kernel';
import { freePort, isPortFree } from '#libs/servers';
import { addressOf, readSeeds, ROOT, type StandaloneConfig } from '../config.ts';
import { banner } from './banner.ts';
import { buildIfOld } from './build.ts';
import { tryCredentials } from './credentials.ts';
import { openDataFolder } from './data-folder.ts';
import { sandboxEnvironment, serviceEnvironment, unusedSettings } from './environment.ts';
import { firstRun } from './first-run.ts';
import { openInstallation, type Installation } from './installation.ts';
import { PROGRAMS } from './programs.ts';
import { Parts } from './parts.ts';
import { EXIT, Refusal, type ExitCode } from './refusal.ts';
import { claim } from './run-record.ts';
import { openServers } from './servers.ts';
import { CORE, EDGE, openService, SANDBOX } from './services.ts';
import type { Terminal } from './terminal.ts';

/** Starts everything and keeps it running until a signal comes; then ends everything in order. */
export async function runAll(config: StandaloneConfig, terminal: Terminal): Promise<ExitCode> {
  const folder = openDataFolder(config.dataFolder);
  const record = await claim(folder, terminal);
  const parts = new Parts();
  const stopping = stopOnSignals(parts, terminal);
  const stopped = once(stopping, 'abort');
  try {
    const starting = startAll(openInstallation({ config, folder, parts, terminal }, record));
    await Promise.race([starting, stopped, parts.gaveUp]);
    await Promise.race([stopped, parts.gaveUp]);
    return EXIT.stopped;
  } finally {
    await parts.stop();
    record.close();
  }
}

async function startAll(installation: Installation): Promise<void> {
  const { config, folder, terminal } = installation;
  const [port, sandboxPort, agentPort] = await Promise.all([
    usablePort('PORT', config.port),
    usablePort('SANDBOX_PORT', config.sandboxPort),
    usablePort('AGENT_PORT', config.agentPort),
  ]);
  const made = firstRun(folder);

  const entries = [...[SANDBOX, CORE, EDGE].map(({ entry }) => entry), ...Object.values(PROGRAMS)];
  const built = buildIfOld(ROOT, entries, terminal);
  const sandbox = built.then(() =>
    openService(installation, SANDBOX, sandboxEnvironment(config, folder, made, { sandboxPort, agentPort })),
  );
  const [servers] = await Promise.all([openServers(installation), sandbox]);
  terminal.progress('servers and sandbox run');

  const environment = serviceEnvironment(config, folder, made, { ...servers, port, sandboxPort, agentPort });
  // A vendor calls back soon after core has sent to it, and may not call again.
  const edge = await openService(installation, EDGE, environment);
  const core = await openService(installation, CORE, environment);
  terminal.progress('all services run');
  const address = addressOf(config.host, port);
  const agents = addressOf(environment.AGENT_HOST ?? config.host, agentPort);
  const phones = `http://127.0.0.1:${sandboxPort}/`;
  const ops = { edge: edge.first.ports.ops, core: core.first.ports.ops };
  const { username, password, apiKey } = readSeeds(environment);
  const found = await tryCredentials(address, { username, password, apiKey });
  const unused = unusedSettings(config.variables);
  const { isProduction } = config;
  const credentials = { username, password, apiKey, isProduction };
  terminal.say(banner({ address, phones, agents, ops, ...credentials, found, unused, dataFolder: folder.root }));
}

async function usablePort(variable: string, wanted: number): Promise<number> {
  if (wanted === 0) return freePort();
  if ((await isPortFree(wanted, '127.0.0.1')) && (await isPortFree(wanted, '0.0.0.0'))) return wanted;
  const advice = `Set ${variable} to a free one, as in \`${variable}=${wanted + 1} npm start\`.`;
  throw new Refusal(EXIT.portTaken, `Port ${wanted} is taken by another program. ${advice}`);
}

/** Ctrl-C reaches this process twice under npm, from the terminal and from npm. */
const SAME_SIGNAL_MS = 1_000;

/** The first signal ends everything in order, the second one at once. */
function stopOnSignals(parts: Parts, terminal: Terminal): AbortSignal {
  const stopping = new AbortController();
  let since = 0;
  const stop = (): void => {
    if (stopping.signal.aborted) {
      if (monotonicMs() - since < SAME_SIGNAL_MS) return;
      parts.kill();
      process.exit(EXIT.unexpected);
    }
    since = monotonicMs();
    terminal.say('\nEnding; running work is finished first.');
    stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  return stopping.signal;
}
