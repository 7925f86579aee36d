import type { SettingsOfApps } from './settings-text.ts';

/** What the check reads of a compose file. */
export interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  /** Named ones. */
  readonly volumes?: Readonly<Record<string, unknown>>;
  /** Each is a file beside the compose file, or is made of a variable. */
  readonly secrets?: Readonly<Record<string, { readonly environment?: string; readonly file?: string }>>;
}

export interface ComposeService {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  /** `from:to`, with `:ro` behind it where nothing is written. */
  readonly volumes?: readonly string[];
  /** They stand in `/run/secrets`, by these names. */
  readonly secrets?: readonly string[];
  readonly read_only?: boolean;
  readonly healthcheck?: { readonly test: readonly string[] };
}

export interface Surroundings {
  readonly apps: SettingsOfApps;
  /** What `npm run secrets` writes into .env. */
  readonly written: Readonly<Record<string, string>>;
  /** What it writes into files of secrets/, by their names. */
  readonly files: Readonly<Record<string, string>>;
  /** `host:port` of everything Prometheus scrapes. */
  readonly scraped: readonly string[];
  /** Whether a path beside the compose file is there. */
  readonly isThere: (path: string) => boolean;
}
