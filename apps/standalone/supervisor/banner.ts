/** What a person needs to go on, printed once everything runs. */
export interface Welcome {
  readonly address: string;
  readonly phones: string;
  readonly username: string;
  readonly password: string;
  readonly apiKey: string;
  readonly dataFolder: string;
}

/** A number of the range that North America keeps for fiction. */
const RECIPIENT = '+12025550147';

export function banner(welcome: Welcome): string {
  const { address, phones, username, password, apiKey, dataFolder } = welcome;
  return `
Postrider is ready.

  API            ${address}   (described in ${address}/openapi.json)
  Phones         ${phones}   (shows every text that the sandbox received)
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

function sendCommand(address: string, apiKey: string): string {
  const body = JSON.stringify({ to: RECIPIENT, text: 'Hello from Postrider' });
  return `curl -s ${address}/api/v1/messages -H 'X-API-Key: ${apiKey}' -H 'Content-Type: application/json' -d '${body}'`;
}
