import type { Setting } from '#libs/kernel';
import type { Compose, ComposeService, Surroundings } from './compose-file.ts';

type Values = Readonly<Record<string, string | undefined>>;

const SANDBOX = 'sandbox';
/** Variables that the compose file itself may fix: ports, addresses and paths. */
const MAY_BE_FIXED = /(^|_)(PORT|HOST|URL|URI|FILE|DATA)$/;

/** Problems with the variables of one service: each of its settings must be passed, under its own name. */
export function variableProblems(
  service: ComposeService,
  settings: readonly Setting<unknown>[],
  { written, files }: Pick<Surroundings, 'written' | 'files'>,
): readonly string[] {
  const given = service.environment ?? {};
  const isKnown = (name: string): boolean =>
    settings.some((setting) => name === setting.variable || name === fileVariable(setting));
  const values = valuesOf(service, written);
  return [
    ...Object.keys(given).flatMap((name) => (isKnown(name) ? [] : [`it has no setting ${name}.`])),
    ...settings.flatMap((setting) => {
      const path = given[fileVariable(setting) ?? ''];
      return path === undefined
        ? settingProblems(setting, given[setting.variable], values)
        : fileProblems(setting, files[path.replace(SECRETS_AT, '')]);
    }),
  ];
}

/** The folder of a container's secrets. */
export const SECRETS_AT = /^\/run\/secrets\//;

/** The variable that names a file with the setting, as the kernel reads it; only secrets have one. */
const fileVariable = ({ variable, secret }: Setting<unknown>): string | undefined =>
  secret ? `${variable}_FILE` : undefined;

const fileProblems = (setting: Setting<unknown>, written: string | undefined): readonly string[] =>
  written === undefined || parses(setting, written) ? [] : [`${setting.variable} has a value that it refuses.`];

function settingProblems(setting: Setting<unknown>, text: string | undefined, values: Values): readonly string[] {
  const { variable } = setting;
  if (text === undefined) return [`${variable} is not passed.`];
  const [taken] = takenFrom(text);
  if (taken === undefined && !MAY_BE_FIXED.test(variable)) return [`${variable} is fixed, so that .env cannot set it.`];
  if (taken !== undefined && taken !== variable && taken !== `SANDBOX_${variable}`)
    return [`${variable} takes ${taken}.`];
  if (setting.fallback === undefined && text.endsWith('-}')) return [`${variable} may be empty, and is needed.`];
  return values[variable] && !isFile(setting) && !parses(setting, values[variable])
    ? [`${variable} has a value that it refuses.`]
    : [];
}

/** A setting that reads a file, which only exists in the container. */
const isFile = ({ variable }: Setting<unknown>): boolean => variable.endsWith('_FILE');

function parses({ parse }: Setting<unknown>, value: string): boolean {
  try {
    parse(value);
    return true;
  } catch {
    return false;
  }
}

/**
 * The sandbox shows its accounts to anybody, so it may take no variable that can have a real account. Variables of its
 * own accounts begin with SANDBOX_, and adapters have them too.
 */
export function sharedWithSandbox({ [SANDBOX]: sandbox, ...others }: Compose['services']): readonly string[] {
  const shown = sandbox ? variablesOf(sandbox) : [];
  return Object.entries(others).flatMap(([name, service]) =>
    variablesOf(service)
      .filter((variable) => shown.includes(variable) && !variable.startsWith('SANDBOX_'))
      .map((variable) => `${SANDBOX}: it takes ${variable}, which is of ${name}.`),
  );
}

/** Written values that no service takes. */
export function untaken(
  { services, secrets = {} }: Compose,
  { written, files }: Pick<Surroundings, 'written' | 'files'>,
): readonly string[] {
  const taken = new Set(Object.values(services).flatMap(variablesOf));
  const mounted = new Set(Object.values(services).flatMap((service) => service.secrets ?? []));
  return [
    ...Object.keys(written).flatMap((name) => (taken.has(name) ? [] : [`No service takes ${name}, which is written.`])),
    ...Object.keys(files).flatMap((name) =>
      name in secrets ? [] : [`No service takes secrets/${name}, which is written.`],
    ),
    ...Object.keys(secrets).flatMap((name) => (mounted.has(name) ? [] : [`No service takes the secret ${name}.`])),
  ];
}

/** The variable from outside from which a value is taken; empty if the value is fixed. */
export const takenFrom = (text: string): readonly string[] => /^\$\{(\w+)/.exec(text)?.slice(1) ?? [];

const variablesOf = ({ environment = {} }: ComposeService): readonly string[] =>
  Object.values(environment).flatMap(takenFrom);

/** Values as compose would set them: the written one, else the default, else none. */
export function valuesOf({ environment = {} }: ComposeService, written: Surroundings['written'] = {}): Values {
  const value = (text: string): string | undefined => {
    const [taken] = takenFrom(text);
    if (taken === undefined) return text;
    return written[taken] ?? /:?-(.*)\}$/.exec(text)?.[1];
  };
  return Object.fromEntries(Object.entries(environment).map(([name, text]) => [name, value(text)]));
}
