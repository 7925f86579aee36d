import type { Setting } from '#libs/kernel';
import type { Compose, ComposeService, Surroundings } from './compose-file.ts';

type Values = Readonly<Record<string, string | undefined>>;

const SANDBOX = 'sandbox';
/** What only the compose file can know: where things listen, are found and are kept. */
const MAY_BE_FIXED = /(^|_)(PORT|HOST|URL|URI|FILE|DATA)$/;

/** What is wrong with the variables of one service: each of its settings is passed, under its own name. */
export function variableProblems(
  service: ComposeService,
  settings: readonly Setting<unknown>[],
  written: Surroundings['written'],
): readonly string[] {
  const given = service.environment ?? {};
  const unknown = Object.keys(given).filter((name) => !settings.some(({ variable }) => variable === name));
  const values = valuesOf(service, written);
  return [
    ...unknown.map((name) => `it has no setting ${name}.`),
    ...settings.flatMap((setting) => settingProblems(setting, given[setting.variable], values)),
  ];
}

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

/** A setting that reads a file, which stands in the container only. */
const isFile = ({ variable }: Setting<unknown>): boolean => variable.endsWith('_FILE');

function parses({ parse }: Setting<unknown>, value: string): boolean {
  try {
    parse(value);
    return true;
  } catch {
    return false;
  }
}

/** The sandbox shows its accounts to whoever looks, so it takes no variable in which a real one may stand. */
export function sharedWithSandbox({ [SANDBOX]: sandbox, ...others }: Compose['services']): readonly string[] {
  const shown = sandbox ? variablesOf(sandbox) : [];
  return Object.entries(others).flatMap(([name, service]) =>
    variablesOf(service)
      .filter((variable) => shown.includes(variable))
      .map((variable) => `${SANDBOX}: it takes ${variable}, which is of ${name}.`),
  );
}

/** What is written, and nobody takes. */
export function untaken({ services, secrets = {} }: Compose, written: Surroundings['written']): readonly string[] {
  const files = Object.values(secrets).map(({ environment }) => environment);
  const taken = new Set([...Object.values(services).flatMap(variablesOf), ...files]);
  return Object.keys(written)
    .filter((name) => !taken.has(name))
    .map((name) => `Nobody takes ${name}, which is written.`);
}

/** The variable from outside that a value is taken from; none where the value is fixed. */
export const takenFrom = (text: string): readonly string[] => /^\$\{(\w+)/.exec(text)?.slice(1) ?? [];

const variablesOf = ({ environment = {} }: ComposeService): readonly string[] =>
  Object.values(environment).flatMap(takenFrom);

/** Values as compose would set them: what is written, else the default, else nothing. */
export function valuesOf({ environment = {} }: ComposeService, written: Surroundings['written'] = {}): Values {
  const value = (text: string): string | undefined => {
    const [taken] = takenFrom(text);
    if (taken === undefined) return text;
    return written[taken] ?? /:?-(.*)\}$/.exec(text)?.[1];
  };
  return Object.fromEntries(Object.entries(environment).map(([name, text]) => [name, value(text)]));
}
