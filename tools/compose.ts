import type { Compose, ComposeService, Surroundings } from './compose-file.ts';
import { SECRETS_AT, sharedWithSandbox, takenFrom, untaken, valuesOf, variableProblems } from './compose-variables.ts';

export const OWN_IMAGE = 'postrider:local';
const IMAGES = [OWN_IMAGE, 'nats:2.15-alpine', 'mongo:8.0', 'prom/prometheus:v3.5.0', 'grafana/grafana:12.1.1'];

/** Problems of a compose file, one sentence each: images, commands, variables, ports and addresses. */
export function composeProblems(compose: Compose, around: Surroundings): readonly string[] {
  const { services, volumes = {} } = compose;
  const hosted = Object.entries(services).filter(([, { image }]) => image === OWN_IMAGE);
  const absent = [...around.apps.keys()].filter((app) => !(app in services)).map((app) => `${app} has no service.`);
  const unscraped = hosted
    .flatMap(([name, service]) => opsPortOf(service).map((port) => `${name}:${port}`))
    .filter((target) => !around.scraped.includes(target))
    .map((target) => `Prometheus does not scrape ${target}.`);
  const strangers = around.scraped
    .filter(
      (target) => !hosted.some(([name, service]) => opsPortOf(service).some((port) => `${name}:${port}` === target)),
    )
    .map((target) => `Prometheus scrapes ${target}, where no service listens.`);
  const images = Object.entries(services)
    .filter(([, { image }]) => !IMAGES.includes(image))
    .map(([name, { image }]) => `${name}: ${image} is not on the list of images.`);
  const own = hosted.flatMap(([name, service]) =>
    [
      ...commandProblems(name, service),
      ...variableProblems(service, around.apps.get(name) ?? [], around),
      ...secretProblems(service, around.written),
      ...secretFileProblems(service, compose.secrets ?? {}, around.files),
      ...portProblems(service),
      ...addressProblems(service, services, around.written),
    ].map((problem) => `${name}: ${problem}`),
  );
  return [
    ...absent,
    ...images,
    ...doublePorts(services),
    ...volumeProblems(services, volumes, around.isThere),
    ...sharedWithSandbox(services),
    ...untaken(compose, around),
    ...unscraped,
    ...strangers,
    ...own,
  ];
}

function commandProblems(name: string, { command }: ComposeService): readonly string[] {
  return command?.join(' ') === name ? [] : [`the command is not ${name}.`];
}

function secretProblems({ environment = {} }: ComposeService, written: Surroundings['written']): readonly string[] {
  return Object.values(environment)
    .filter((text) => text.includes(':?'))
    .flatMap(takenFrom)
    .filter((name) => !(name in written))
    .map((name) => `nothing writes ${name}.`);
}

/** Every secret must be a file that is written, and a service must read it where it is mounted. */
function secretFileProblems(
  { environment = {}, secrets = [], read_only = false }: ComposeService,
  declared: NonNullable<Compose['secrets']>,
  files: Surroundings['files'],
): readonly string[] {
  const paths = Object.entries(environment).filter(([, value]) => SECRETS_AT.test(value));
  return [
    ...secrets.flatMap((name) => {
      const secret = declared[name];
      if (secret === undefined) return [`there is no secret ${name}.`];
      if (secret.file === undefined)
        return read_only
          ? [
              `its secret ${name} is made of a variable, which no engine can put into a read-only container: name a file.`,
            ]
          : [];
      return `./secrets/${name}` === secret.file && name in files ? [] : [`nothing writes ${secret.file}.`];
    }),
    ...paths.flatMap(([variable, path]) =>
      secrets.includes(path.replace(SECRETS_AT, ''))
        ? []
        : [`${variable} is ${path}, where none of its secrets is mounted.`],
    ),
  ];
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

/**
 * Every `//host:port` in a value must name a service, and a port on which that service listens if it is one of ours.
 */
function addressProblems(
  service: ComposeService,
  services: Compose['services'],
  written: Surroundings['written'],
): readonly string[] {
  return Object.values(valuesOf(service, written))
    .flatMap((value) => [...(value ?? '').matchAll(/\/\/([\w.-]+):(\d+)/g)])
    .flatMap(([, host = '', port = '']) => {
      const other = services[host];
      if (!other) return [`there is no service ${host}.`];
      return other.image === OWN_IMAGE && !portsOf(other).includes(port) ? [`${host} does not listen on ${port}.`] : [];
    });
}

function doublePorts(services: Compose['services']): readonly string[] {
  const published = Object.values(services).flatMap(({ ports = [] }) => ports.map((port) => port.split(':').at(-2)));
  return published
    .filter((port, index) => published.indexOf(port) !== index)
    .map((port) => `${port} is published twice.`);
}

/** Folders that are mounted must exist, and named volumes must be declared. */
function volumeProblems(
  services: Compose['services'],
  named: Readonly<Record<string, unknown>>,
  isThere: (path: string) => boolean,
): readonly string[] {
  return Object.entries(services).flatMap(([name, service]) =>
    (service.volumes ?? []).flatMap((volume) => {
      const [from = ''] = volume.split(':');
      if (from.startsWith('.')) return isThere(from) ? [] : [`${name}: ${from} does not exist.`];
      return from in named ? [] : [`${name}: there is no volume ${from}.`];
    }),
  );
}

/** A list, because a service may have no such port. */
function opsPortOf(service: ComposeService): readonly string[] {
  const { OPS_PORT } = valuesOf(service);
  return OPS_PORT ? [OPS_PORT] : [];
}

const portsOf = (service: ComposeService): readonly string[] =>
  Object.entries(valuesOf(service)).flatMap(([name, value]) => (/(^|_)PORT$/.test(name) && value ? [value] : []));
