import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { readConfig, setting } from '#libs/kernel';

/** The folder of the services' programs, beside this one. */
export const programsFolder = (): string => join(dirname(process.argv[1]!), '..');

/** The caller's variables, for a program of a service. */
export const environmentWith = (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...more,
});

export const cliSettings = {
  url: setting.optionalText('POSTRIDER_URL', {
    describe: 'Address of the API, instead of the one in the profile.',
  }),
  apiKey: setting.optionalText('POSTRIDER_API_KEY', {
    describe: 'API key, instead of the credential in the profile.',
    secret: true,
  }),
  profile: setting.optionalText('POSTRIDER_PROFILE', {
    describe: 'Name of the profile to use, instead of the current one.',
  }),
  configHome: setting.optionalText('XDG_CONFIG_HOME', {
    describe: 'Folder that holds postrider/profiles.json; without it ~/.config.',
  }),
};

export interface CliConfig {
  readonly url?: string;
  readonly apiKey?: string;
  readonly profile?: string;
  /** The file of the profiles. */
  readonly profilesFile: string;
}

/** Throws ConfigError. */
export function readCliConfig(env: NodeJS.ProcessEnv = process.env): CliConfig {
  const { url, apiKey, profile, configHome } = readConfig(cliSettings, env);
  return {
    ...(url !== undefined && { url }),
    ...(apiKey !== undefined && { apiKey }),
    ...(profile !== undefined && { profile }),
    profilesFile: join(configHome ?? join(homedir(), '.config'), 'postrider', 'profiles.json'),
  };
}
