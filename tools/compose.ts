import type { Setting } from '#libs/kernel';
import type { SettingsOfApps } from './settings-text.ts';

/** What the check reads of a compose file. */
export interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  /** Named ones. */
  readonly volumes?: Readonly<Record<string, unknown>>;
}

export interface ComposeService {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  /** `from:to`, with `:ro` behind it where nothing is written. */
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}

export interface Surroundings {
  readonly apps: SettingsOfApps;
  /** Variables that `npm run secrets` writes. */
  readonly secrets: readonly string[];
  /** `host:port` of everything Prometheus scrapes. */
  readonly scraped: readonly string[];
  /** Whether a path beside the compose file is there. */
  readonly isThere: (path: string) => boolean;
}

export const OWN_IMAGE = 'postrider:local';
const IMAGES = [OWN_IMAGE, 'nats:2.15-alpine', 'mongo:8.0', 'prom/prometheus:v3.5.0', 'grafana/grafana:12.1.1'];

/** What is wrong with a compose file, one sentence each: images, commands, variables, ports and addresses. */
export function composeProblems({ services, volumes = {} }: Compose, around: Surroundings): readonly string[] {
  const hosted = Object.entries(services).filter(([, { image }]) => image === OWN_IMAGE);
  const absent = [...around.apps.keys()].filter((app) => !(app in services)).map((app) => `${app} is no service.`);
  const unscraped = hosted
    .flatMap(([name, service]) => opsPortOf(service).map((port) => `${name}:${port}`))
    .filter((target) => !around.scraped.includes(target))
    .map((target) => `Prometheus does not scrape ${target}.`);
  const strangers = around.scraped
    .filter(
      (target) => !hosted.some(([name, service]) => opsPortOf(service).some((port) => `${name}:${port}` === target)),
    )
    .map((target) => `Prometheus scrapes ${target}, where nobody answers.`);
  const images = Object.entries(services)
    .filter(([, { image }]) => !IMAGES.includes(image))
    .map(([name, { image }]) => `${name}: ${image} is not on the list of images.`);
  const own = hosted.flatMap(([name, service]) =>
    [
      ...commandProblems(name, service),
      ...variableProblems(service, around.apps.get(name) ?? []),
      ...secretProblems(service, around.secrets),
      ...portProblems(service),
      ...addressProblems(service, services),
    ].map((problem) => `${name}: ${problem}`),
  );
  return [
    ...absent,
    ...images,
    ...doublePorts(services),
    ...volumeProblems(services, volumes, around.isThere),
    ...unscraped,
    ...strangers,
    ...own,
  ];
}

function commandProblems(name: string, { command }: ComposeService): readonly string[] {
  return command?.join(' ') === name ? [] : [`the command is not ${name}.`];
}

function variableProblems(service: ComposeService, settings: readonly Setting<unknown>[]): readonly string[] {
  const given = service.environment ?? {};
  const unknown = Object.keys(given).filter((name) => !settings.some(({ variable }) => variable === name));
  const missing = settings.filter(({ variable, fallback }) => fallback === undefined && !(variable in given));
  const values = valuesOf(service);
  const bad = settings.filter((setting) => values[setting.variable] && !isFile(setting) && !parses(setting, values));
  return [
    ...unknown.map((name) => `it has no setting ${name}.`),
    ...missing.map(({ variable }) => `${variable} is missing.`),
    ...bad.map(({ variable }) => `${variable} has a value that it refuses.`),
  ];
}

/** A setting that reads a file, which stands in the container only. */
const isFile = ({ variable }: Setting<unknown>): boolean => variable.endsWith('_FILE');

function parses({ variable, parse }: Setting<unknown>, values: Readonly<Record<string, string | undefined>>): boolean {
  try {
    parse(values[variable] ?? '');
    return true;
  } catch {
    return false;
  }
}

function secretProblems({ environment = {} }: ComposeService, secrets: readonly string[]): readonly string[] {
  return Object.values(environment)
    .flatMap((value) => /^\$\{(\w+):\?/.exec(value)?.[1] ?? [])
    .filter((name) => !secrets.includes(name))
    .map((name) => `nothing writes ${name}.`);
}

function portProblems(service: ComposeService): readonly string[] {
  const own = portsOf(service);
  const [healthPort = own[0]] = opsPortOf(service);
  const published = (service.ports ?? []).map((port) => port.split(':').at(-1) ?? '');
  const checked = /127\.0\.0\.1:(\d+)/.exec(service.healthcheck?.test.join(' ') ?? '')?.[1];
  return [
    ...published
      .filter((port) => !own.includes(port))
      .map((port) => `it does not listen on ${port}, which is published.`),
    ...(checked === healthPort ? [] : [`its health is asked for at ${checked}, not at ${healthPort}.`]),
  ];
}

/** Every `//host:port` in a value names a service, and a port on which that service listens if it is one of ours. */
function addressProblems(service: ComposeService, services: Compose['services']): readonly string[] {
  return Object.values(valuesOf(service))
    .flatMap((value) => [...(value ?? '').matchAll(/\/\/([\w.-]+):(\d+)/g)])
    .flatMap(([, host = '', port = '']) => {
      const other = services[host];
      if (!other) return [`nothing is called ${host}.`];
      return other.image === OWN_IMAGE && !portsOf(other).includes(port) ? [`${host} does not listen on ${port}.`] : [];
    });
}

function doublePorts(services: Compose['services']): readonly string[] {
  const published = Object.values(services).flatMap(({ ports = [] }) => ports.map((port) => port.split(':').at(-2)));
  return published
    .filter((port, index) => published.indexOf(port) !== index)
    .map((port) => `${port} is published twice.`);
}

/** What is mounted from this folder is there, and what is named is declared. */
function volumeProblems(
  services: Compose['services'],
  named: Readonly<Record<string, unknown>>,
  isThere: (path: string) => boolean,
): readonly string[] {
  return Object.entries(services).flatMap(([name, service]) =>
    (service.volumes ?? []).flatMap((volume) => {
      const [from = ''] = volume.split(':');
      if (from.startsWith('.')) return isThere(from) ? [] : [`${name}: ${from} is not there.`];
      return from in named ? [] : [`${name}: no volume is called ${from}.`];
    }),
  );
}

/** A list, since a service may have no such port. */
function opsPortOf(service: ComposeService): readonly string[] {
  const { OPS_PORT } = valuesOf(service);
  return OPS_PORT ? [OPS_PORT] : [];
}

const portsOf = (service: ComposeService): readonly string[] =>
  Object.entries(valuesOf(service)).flatMap(([name, value]) => (/(^|_)PORT$/.test(name) && value ? [value] : []));

/** Values as compose would set them: the default where there is one, nothing where a value has to come from outside. */
function valuesOf({ environment = {} }: ComposeService): Readonly<Record<string, string | undefined>> {
  const value = (text: string): string | undefined => {
    const [, fallback] = /^\$\{\w+:?-(.*)\}$/.exec(text) ?? [];
    return text.startsWith('${') ? fallback : text;
  };
  return Object.fromEntries(Object.entries(environment).map(([name, text]) => [name, value(text)]));
}
