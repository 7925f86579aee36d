import { LRUCache } from 'lru-cache';
import { ConfigError, own, PostriderError } from '#libs/kernel';
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
}

export function parseHttpSecrets(value: unknown): HttpSecrets {
  const secrets = (value ?? {}) as HttpSecrets;
  const { origin, api, key } = secrets;
  if ([origin, api, key].some((it) => typeof it !== 'string' || it === ''))
    throw new Error('not the secrets of an account');
  apiOf(api);
  return secrets;
}

/**
 * An account as its owner typed it, at `origin` or else at the host of a shipped description. A written description has
 * no host: the setting `api_url` is the host of an account, and the kit judges it.
 */
export function httpAccountOf(given: Readonly<Record<string, string>>, origin?: string): TypedAccount<HttpSecrets> {
  const { typed } = typedAccount(given);
  const { api = '' } = typed;
  if (!Object.hasOwn(PRESETS, api) && hostIn(describedIn(api)) !== undefined)
    throw new PostriderError('invalid_account', 'api must have a path as its url: api_url is the host.');
  return accountOf(typed, origin);
}

/** The account that the settings name, if any. */
export function httpAccount(config: HttpConfig): OwnAccount<HttpSecrets> | undefined {
  const { api, key, secret, sender, callbackKey: callback_key, apiUrl, environment } = config;
  const given = { api, key, secret, sender, callback_key };
  const typed = settingsOfEnvironment(TYPED, ['api'], given);
  if (!typed) return undefined;
  try {
    return { ...accountOf(typed, apiUrl), environment };
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

function accountOf(typed: Typed, given: string | undefined): TypedAccount<HttpSecrets> {
  const { api = '', key = '', secret, sender, callback_key } = typed;
  const described = describedIn(api);
  const { max_characters, receipts } = described;
  const origin = given ?? hostIn(described);
  if (origin === undefined)
    throw new PostriderError(
      'invalid_account',
      "api_url is missing: the vendor's host, such as https://api.example.com.",
    );
  const secrets = {
    origin,
    api,
    key,
    ...(secret !== undefined && { secret }),
    ...(sender !== undefined && { sender }),
    ...(callback_key !== undefined && { callbackKey: callback_key }),
  };
  return {
    identity: [origin, Object.hasOwn(PRESETS, api) ? api : '', key, sender ?? ''],
    secrets,
    fields: Object.keys(typed),
    receipts: receipts ? 'callback' : 'none',
    carries: { text: true, ...(max_characters !== undefined && { max_characters }) },
  };
}

const hostIn = ({ url }: Api): string | undefined => /^https?:\/\/[^/]+/.exec(url)?.[0];

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
