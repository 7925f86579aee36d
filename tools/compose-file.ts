import type { SettingsOfApps } from './settings-text.ts';

/** The parts of a compose file that the check reads. */
export interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  /** Named volumes. */
  readonly volumes?: Readonly<Record<string, unknown>>;
  /** Each is a file beside the compose file, or comes from a variable. */
  readonly secrets?: Readonly<Record<string, { readonly environment?: string; readonly file?: string }>>;
}

export interface ComposeService {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  /** `from:to`, with `:ro` after it if it is read-only. */
  readonly volumes?: readonly string[];
  /** Their files are in `/run/secrets`, under these names. */
  readonly secrets?: readonly string[];
  readonly read_only?: boolean;
  readonly healthcheck?: { readonly test: readonly string[] };
}

export interface Surroundings {
  readonly apps: SettingsOfApps;
  /** The variables that `npm run secrets` writes into .env. */
  readonly written: Readonly<Record<string, string>>;
  /** The files of secrets/ that it writes, by their names. */
  readonly files: Readonly<Record<string, string>>;
  /** `host:port` of every target that Prometheus scrapes. */
  readonly scraped: readonly string[];
  /** Whether a path beside the compose file exists. */
  readonly isThere: (path: string) => boolean;
}
