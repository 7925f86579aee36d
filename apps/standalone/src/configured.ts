import { ConfigError } from '#libs/kernel';
import { createLog, type Log } from '#libs/observability';

interface Configurable {
  readonly name: string;
  readConfig(): unknown;
}

/**
 * The vendors that have settings. One that lacks a required setting is left out, with a line in the log; one with a
 * wrong setting stays, so that the setting is reported.
 */
export function configured<Service extends Configurable>(
  services: readonly Service[],
  log: Log = createLog({ service: 'standalone', level: 'info' }),
): Service[] {
  return services.filter((service) => {
    const missing = missingSettings(service);
    if (missing.length > 0) log.warn('provider.left_out', { provider: service.name, missing });
    return missing.length === 0;
  });
}

/** Empty if nothing is missing, and if something is wrong. */
function missingSettings(service: Configurable): readonly string[] {
  try {
    service.readConfig();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const missing = error.problems.map((problem) => /^(\w+) is missing/.exec(problem)?.[1]);
    return missing.filter((name) => name !== undefined).length === missing.length ? (missing as string[]) : [];
  }
}
