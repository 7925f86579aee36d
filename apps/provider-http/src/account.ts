import { LRUCache } from 'lru-cache';
import { AllowedHosts, ConfigError, outboundProblem, own, PostriderError } from '#libs/kernel';
import { settingsOfEnvironment, type OwnAccount, type TypedAccount } from '#libs/provider-kit';
import { TYPED, typedAccount, type HttpConfig, type Typed } from './config.ts';
import { parseDescription, type Api } from './parse-description.ts';
import { PRESETS } from './presets/index.ts';

/** The content that is sealed in the ledger. */
export interface HttpSecrets {
  /** Scheme, host and port. */
  readonly origin: string;
  /** The name of a preset, or a description in JSON. */
  readonly api: string;
  readonly key: string;
  readonly secret?: string;
  readonly sender?: string;
  readonly callbackKey?: string;
  /** The host was given through the API: it is called only where it is public. */
  readonly vetted: boolean;
}

export function parseHttpSecrets(value: unknown): HttpSecrets {
  const secrets = (value ?? {}) as HttpSecrets;
  const { origin, api, key } = secrets;
  if ([origin, api, key].some((it) => typeof it !== 'string' || it === ''))
    throw new Error('not the secrets of an account');
  apiOf(api);
  return secrets;
}

/** An account as its owner typed it. `ours`: where this service sends messages of that environment, if its settings say. */
export function httpAccountOf(
  given: Readonly<Record<string, string>>,
  ours?: string,
  allowed: readonly string[] = [],
): TypedAccount<HttpSecrets> {
  const account = accountOf(typedAccount(given).typed, ours);
  const problem = account.secrets.vetted
    ? outboundProblem(account.secrets.origin, new AllowedHosts(allowed))
    : undefined;
  if (problem) throw new PostriderError('invalid_account', `api_url ${problem}.`);
  return account;
}

/** The account that the settings name, if any. */
export function httpAccount(config: HttpConfig): OwnAccount<HttpSecrets> | undefined {
  const { api, key, secret, sender, callbackKey: callback_key, apiUrl: api_url, environment } = config;
  const given = { api, key, secret, sender, callback_key, api_url };
  const typed = settingsOfEnvironment(TYPED, ['api'], given);
  if (!typed) return undefined;
  try {
    const { secrets, ...account } = accountOf(typed, api_url);
    return { ...account, secrets: { ...secrets, vetted: false }, environment };
  } catch (error) {
    throw new ConfigError([`HTTPAPI_API and HTTPAPI_API_URL name no account: ${(error as PostriderError).detail}`]);
  }
}

/** The same API at the sandbox, whose account takes test messages beside a live account of the settings. */
export function sandboxHttp(config: HttpConfig): OwnAccount<HttpSecrets> | undefined {
  const { environment, sandboxUrl, api, sandboxKey: key, sandboxSecret: secret, sender = 'Sandbox' } = config;
  if (environment === 'test' || !sandboxUrl || !api || !key) return undefined;
  return { ...accountOf({ api, key, sender, ...(secret && { secret }) }, sandboxUrl), environment: 'test' };
}

function accountOf(typed: Typed, ours: string | undefined): TypedAccount<HttpSecrets> {
  const { api = '', key = '', secret, sender, callback_key, api_url } = typed;
  const { url, max_characters, receipts } = describedIn(api);
  const host = /^https?:\/\/[^/]+/.exec(url)?.[0];
  const origin = ours ?? api_url ?? host;
  if (origin === undefined) throw new PostriderError('invalid_account', `api_url is missing: ${TYPED.api_url.says}`);
  const isOurs = ours !== undefined || (api_url === undefined && Object.hasOwn(PRESETS, api));
  const secrets = {
    origin,
    api,
    key,
    ...(secret !== undefined && { secret }),
    ...(sender !== undefined && { sender }),
    ...(callback_key !== undefined && { callbackKey: callback_key }),
    vetted: !isOurs,
  };
  return {
    identity: [origin, key, sender ?? ''],
    secrets,
    fields: Object.keys(typed),
    receipts: receipts ? 'callback' : 'none',
    carries: { text: true, ...(max_characters !== undefined && { max_characters }) },
  };
}

function describedIn(api: string): Api {
  try {
    return apiOf(api);
  } catch (error) {
    throw new PostriderError('invalid_account', `api is no description of an API: ${(error as Error).message}.`);
  }
}

const parsed = new LRUCache<string, Api>({ max: 200 });

/** The description of an account's API. */
export function apiOf(api: string): Api {
  const known = own(PRESETS, api) ?? parsed.get(api);
  if (known) return known;
  const read = parseDescription(jsonIn(api));
  parsed.set(api, read);
  return read;
}

function jsonIn(api: string): unknown {
  try {
    return JSON.parse(api);
  } catch {
    throw new Error(`it must be ${Object.keys(PRESETS).join(', ')} or JSON`);
  }
}
