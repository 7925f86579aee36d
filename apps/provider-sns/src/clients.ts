import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SNSClient } from '@aws-sdk/client-sns';
import type { VendorHttp } from '#libs/provider-kit';
import type { SnsSecrets } from './config.ts';
import { Wire } from './wire.ts';

/** The SDK's clients, one of each for an account. They hold no connection, so they need not be closed. */
export class Clients {
  readonly #wire: Wire;
  readonly #sns = new WeakMap<SnsSecrets, SNSClient>();
  readonly #logs = new WeakMap<SnsSecrets, CloudWatchLogsClient>();

  constructor(http: VendorHttp) {
    this.#wire = new Wire(http);
  }

  sns(secrets: SnsSecrets): SNSClient {
    return kept(this.#sns, secrets, () => new SNSClient(this.#settings('sns', secrets)));
  }

  logs(secrets: SnsSecrets): CloudWatchLogsClient {
    return kept(this.#logs, secrets, () => new CloudWatchLogsClient(this.#settings('logs', secrets)));
  }

  /** All data that the SDK would otherwise look for in the environment, in files or at the machine's address. */
  #settings(service: string, secrets: SnsSecrets) {
    const { accessKeyId, secretAccessKey, sessionToken, region } = secrets;
    return {
      region,
      endpoint: secrets.endpoint ?? `https://${service}.${region}.${region.startsWith('cn-') ? CHINA : WORLD}`,
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
      requestHandler: this.#wire,
      maxAttempts: 1,
      retryMode: 'standard',
      defaultsMode: 'standard' as const,
      useDualstackEndpoint: false,
      useFipsEndpoint: false,
      authSchemePreference: [],
      userAgentAppId: () => Promise.resolve(undefined),
    };
  }
}

const WORLD = 'amazonaws.com';
const CHINA = 'amazonaws.com.cn';

function kept<Client>(clients: WeakMap<SnsSecrets, Client>, secrets: SnsSecrets, make: () => Client): Client {
  const known = clients.get(secrets) ?? make();
  clients.set(secrets, known);
  return known;
}
