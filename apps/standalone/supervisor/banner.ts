import { parseApiKey } from '#libs/kernel';
import type { Found } from './credentials.ts';

/** What a person needs next, printed once everything runs. */
export interface Welcome {
  readonly address: string;
  readonly phones: string;
  /** Where phones that send texts call. */
  readonly agents: string;
  /** Ports of health and metrics. */
  readonly ops: { readonly edge: number | undefined; readonly core: number | undefined };
  readonly username: string;
  readonly password: string;
  readonly apiKey: string;
  readonly dataFolder: string;
  readonly found: Found;
  /** The password is not shown then. */
  readonly isProduction?: boolean;
  /** Settings of vendor accounts that are not used. */
  readonly unused?: readonly string[];
}

/** A number of the range that North America reserves for fiction. */
const RECIPIENT = '+12025550147';
/** Not a number: the command, run unchanged, sends nothing. */
const PLACEHOLDER = 'YOUR-NUMBER';

export function banner(welcome: Welcome): string {
  const { address, phones, agents, ops, dataFolder, apiKey, found, unused = [] } = welcome;
  const isLive = parseApiKey(apiKey)?.environment === 'live';
  const send = sendCommand(address, apiKey, isLive ? PLACEHOLDER : RECIPIENT);
  return `
Postrider is ready.

  API            ${address}   (described in ${address}/openapi.json)
  Phones         ${phones}   (shows every text that the sandbox received)
  Sending phones ${agents}   (phones that send texts call here)
  Health         ${opsAddress(ops.edge)} (gateway), ${opsAddress(ops.core)} (dispatcher, agent-lease and adapters): /health/ready, /metrics
  Administrator  ${administrator(welcome)}
  ${isLive ? 'Live key' : 'Test key'}       ${found.key === 'wrong' ? REFUSED_KEY : apiKey}
  Sends for real ${sendsForReal(found)}${switchedOff(found)}${notUsed(unused)}
  Data and logs  ${dataFolder}
${found.key === 'wrong' ? '' : commands(welcome, send, isLive)}
Ctrl-C ends everything in order.
`;
}

function commands({ address, apiKey }: Welcome, send: string, isLive: boolean): string {
  const heading = isLive
    ? `Send a text, which is really sent and may cost money; put a number in place of ${PLACEHOLDER}:`
    : 'Send a text:';
  return `
${heading}

${send}

Send one and see what became of it:

id=$(${send} | sed 's/.*"id":"\\([^"]*\\)".*/\\1/'); sleep 1; curl -s ${address}/api/v1/messages/$id -H 'X-API-Key: ${apiKey}'
`;
}

const REFUSED_KEY =
  'refused: it was revoked, or the data is of another key. `npm run keys -- create --test` makes one.';

/** A password cannot be read back; a person gets in with another administrator, made by a start. */
function administrator({ username, password, found, isProduction, dataFolder }: Welcome): string {
  if (isProduction && found.password !== 'wrong')
    return `${username}   with the password of the settings, or else of ${dataFolder}/first-run.json`;
  if (found.password !== 'wrong') return `${username}   password ${password}`;
  return `${username}   with another password than the one kept here. To get in again, make another administrator: \`SEED_ADMIN_USERNAME=${username}2 npm start\`.`;
}

function sendsForReal({ live }: Found): string {
  if (live === undefined) return 'not known: the gateway did not answer';
  if (live.length === 0) return 'nothing: no vendor account is live';
  return live.map(({ id, vendor }) => `${vendor} (account ${id}, live)`).join(', ');
}

function switchedOff({ unnamed = [] }: Found): string {
  const named = unnamed.map(({ id, vendor, environment }) => `${vendor} (account ${id}, ${environment})`);
  return named.length === 0 ? '' : `\n  Switched off   ${named.join(', ')}: no longer named by the settings`;
}

function notUsed(names: readonly string[]): string {
  if (names.length === 0) return '';
  return `\n  Not used       ${names.join(', ')}: to send with this account, set ${names[0]!.split('_')[0]}_ENVIRONMENT=live`;
}

const opsAddress = (port: number | undefined): string => `http://127.0.0.1:${port}`;

function sendCommand(address: string, apiKey: string, to: string): string {
  const body = JSON.stringify({ to, text: 'Hello from Postrider' });
  return `curl -s ${address}/api/v1/messages -H 'X-API-Key: ${apiKey}' -H 'Content-Type: application/json' -d '${body}'`;
}
