import { clock } from '#libs/kernel';
import type { CliConfig } from './config.ts';
import { EXIT, Failure } from './failure.ts';
import type { Profile, Profiles, Session } from './profiles.ts';

export const DEFAULT_URL = 'http://127.0.0.1:8000';

export interface Globals {
  readonly json?: true | undefined;
  readonly url?: string | undefined;
  readonly profile?: string | undefined;
  readonly environment?: 'live' | 'test' | undefined;
}

/** Where a command calls, and its credential. */
export interface Connection {
  readonly url: string;
  readonly profile: string;
  readonly apiKey?: string;
  readonly session?: Session;
}

/** An option precedes a variable, and a variable the profile. A credential is only sent to the address it was saved for. */
export function connectionOf(globals: Globals, config: CliConfig, profiles: Profiles): Connection {
  const name = profileNameOf(globals, config, profiles);
  const profile = profiles.get(name);
  if (globals.profile !== undefined && profile === undefined)
    throw new Failure(EXIT.misused, `There is no profile ${name}. \`postrider login --profile ${name}\` makes it.`);
  const url = urlOf(globals, config, profile);
  if (config.apiKey !== undefined && globals.profile === undefined)
    return { url, profile: name, apiKey: config.apiKey };
  if (profile === undefined || profile.url !== url) return { url, profile: name };
  const { api_key: apiKey, session } = profile;
  return { url, profile: name, ...(apiKey !== undefined && { apiKey }), ...(session && { session }) };
}

export const profileNameOf = (globals: Globals, config: CliConfig, profiles: Profiles): string =>
  globals.profile ?? config.profile ?? profiles.current;

export function urlOf(globals: Globals, config: CliConfig, profile: Profile | undefined): string {
  const url = globals.url ?? (globals.profile === undefined ? config.url : undefined) ?? profile?.url ?? DEFAULT_URL;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new Failure(EXIT.misused, 'The address of the API must be a URL such as https://sms.example.com.');
  return url.replace(/\/+$/, '');
}

/** A user's session from the answer of a log-in or refresh. */
export function sessionOf(username: string, token: Token): Session {
  return {
    username,
    access_token: token.access_token,
    expires_at: new Date(clock.now() + token.expires_in * 1_000).toISOString(),
    refresh_token: token.refresh_token,
  };
}

interface Token {
  readonly access_token: string;
  readonly expires_in: number;
  readonly refresh_token: string;
}
