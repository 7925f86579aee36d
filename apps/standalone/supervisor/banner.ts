/** What a person needs to go on, printed once everything runs. */
export interface Welcome {
  readonly address: string;
  readonly phones: string;
  /** Ports of health and metrics. */
  readonly ops: { readonly edge: number | undefined; readonly core: number | undefined };
  readonly username: string;
  readonly password: string;
  readonly apiKey: string;
  readonly dataFolder: string;
}

/** A number of the range that North America keeps for fiction. */
const RECIPIENT = '+12025550147';

export function banner(welcome: Welcome): string {
  const { address, phones, ops, username, password, apiKey, dataFolder } = welcome;
  return `
Postrider is ready.

  API            ${address}   (described in ${address}/openapi.json)
  Phones         ${phones}   (shows every text that the sandbox received)
  Health         ${opsAddress(ops.edge)} (gateway), ${opsAddress(ops.core)} (dispatcher and adapters): /health/ready, /metrics
  Administrator  ${username}   password ${password}
  Test key       ${apiKey}
  Data and logs  ${dataFolder}

Send a text:

${sendCommand(address, apiKey)}

Send one and see what became of it:

id=$(${sendCommand(address, apiKey)} | sed 's/.*"id":"\\([^"]*\\)".*/\\1/'); sleep 1; curl -s ${address}/api/v1/messages/$id -H 'X-API-Key: ${apiKey}'

Ctrl-C ends everything in order.
`;
}

const opsAddress = (port: number | undefined): string => `http://127.0.0.1:${port}`;

function sendCommand(address: string, apiKey: string): string {
  const body = JSON.stringify({ to: RECIPIENT, text: 'Hello from Postrider' });
  return `curl -s ${address}/api/v1/messages -H 'X-API-Key: ${apiKey}' -H 'Content-Type: application/json' -d '${body}'`;
}
