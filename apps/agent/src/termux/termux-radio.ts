import type { Part, PhoneState, Radio, RadioResult, ReceivedText, Sim } from '../agent/ports.ts';
import { runCommand, type CommandEnd } from './run-command.ts';

export interface TermuxOptions {
  /** As the owner describes them, because Android tells Termux about the default SIM only. */
  readonly sims?: readonly Sim[];
  readonly sendTimeoutMs?: number;
  readonly askTimeoutMs?: number;
}

const SEND_MS = 30_000;
const ASK_MS = 10_000;
/** Texts received in one look, and looks until all since the last time are read. */
const PAGE = 50;
const MOST_PAGES = 20;
const NUMBER = /^\+?[0-9]{3,15}$/;
/** Its client ends with 0 also if it did not reach the app. Android's linker may warn there as well. */
const NOT_REACHED = /^(socket|bind|listen|fork|execv|recvmsg)\(/m;
const NO_SIM = /^(absent|pin_required|puk_required|network_locked)$/;

/**
 * The phone through Termux:API. `termux-sms-send` ends well when Android took the text to send it; what the network says
 * of it afterwards is not told. So `sent` here means: handed to Android.
 */
export function termuxRadio({ sims, sendTimeoutMs = SEND_MS, askTimeoutMs = ASK_MS }: TermuxOptions = {}): Radio {
  return {
    divide: (text) => [text],
    send: (part) => send(part, sims, sendTimeoutMs),
    state: () => state(sims, askTimeoutMs),
    received: (after) => received(after, askTimeoutMs),
  };
}

/**
 * Termux:API sends nothing, and says nothing, if no SIM is in the slot. So a slot is named only if the owner has said
 * which ones there are; without that the text leaves by the default SIM.
 *
 * The text goes through the standard input, so that it is in no list of processes.
 */
async function send(
  { to, text, simSlot }: Part,
  sims: readonly Sim[] | undefined,
  timeoutMs: number,
): Promise<RadioResult> {
  if (!NUMBER.test(to)) return { failed: 'INVALID_NUMBER' };
  if (sims && simSlot !== undefined && !sims.some(({ slot }) => slot === simSlot)) return { failed: 'NO_SIM' };
  const slot = sims && simSlot !== undefined ? ['-s', String(simSlot)] : [];
  const answer = await runCommand('termux-sms-send', ['-n', to, ...slot], text, timeoutMs);
  if (answer.end === 'missing') return { failed: 'NO_TERMUX_API' };
  // Termux:API checks the permission before anything else, and prints an error in place of sending.
  if (answer.end === 'exit' && errorIn(answer)) return { failed: 'NO_PERMISSION' };
  const isQuiet = answer.output.trim() === '' && !NOT_REACHED.test(answer.errorOutput);
  return answer.end === 'exit' && answer.code === 0 && isQuiet ? 'sent' : 'unknown';
}

async function state(sims: readonly Sim[] | undefined, timeoutMs: number): Promise<PhoneState> {
  const ask = (name: string) => runCommand(name, [], '', timeoutMs);
  const [battery, device] = await Promise.all([ask('termux-battery-status'), ask('termux-telephony-deviceinfo')]);
  const why = whyNot(battery) ?? whyNot(device);
  if (why) return { ready: false, why };

  const { percentage, status, plugged } = objectIn(battery);
  const { network_type, sim_operator_name, sim_country_iso, sim_state } = objectIn(device);
  const own = { slot: 0, ...named('operator', sim_operator_name), ...named('country', countryOf(sim_country_iso)) };
  return {
    ready: !NO_SIM.test(String(sim_state)),
    ...(NO_SIM.test(String(sim_state)) ? { why: `the SIM is not usable (${String(sim_state)})` } : {}),
    ...(typeof percentage === 'number' ? { battery: percentage } : {}),
    ...(typeof status === 'string' ? { charging: status === 'CHARGING' || isPlugged(plugged) } : {}),
    ...named('network', network_type),
    sims: sims ?? [own],
  };
}

function whyNot(answer: CommandEnd): string | undefined {
  const { end } = answer;
  if (end === 'missing') return 'the commands of Termux:API are missing: run `pkg install termux-api`';
  if (end === 'timeout') return 'Termux:API does not answer: is its app installed, from the same source as Termux?';
  return errorIn(answer);
}

function errorIn(answer: CommandEnd): string | undefined {
  const { error } = objectIn(answer);
  return typeof error === 'string' ? error : undefined;
}

/** The answers come with the newest text last. */
async function received(after: number | undefined, timeoutMs: number): Promise<ReceivedText[]> {
  const found = new Map<number, ReceivedText>();
  for (let page = 0; page < MOST_PAGES; page++) {
    const args = ['-t', 'inbox', '-l', String(PAGE), '-o', String(page * PAGE)];
    const answer = await runCommand('termux-sms-list', args, '', timeoutMs);
    const why = whyNot(answer);
    if (why) throw new Error(why);
    const texts = JSON.parse(answer.output) as Record<string, unknown>[];
    const fresh = texts.filter(({ _id }) => Number(_id) > (after ?? 0));
    for (const text of fresh) found.set(Number(text._id), receivedText(text));
    if (after === undefined || fresh.length < PAGE) break;
  }
  return [...found.values()].sort((one, other) => one.id - other.id);
}

function receivedText({ _id, address, number, body, received }: Record<string, unknown>): ReceivedText {
  // In the phone's zone, without its name.
  const at = new Date(textOf(received).replace(' ', 'T'));
  const receivedAt = Number.isNaN(at.getTime()) ? new Date(0).toISOString() : at.toISOString();
  return { id: Number(_id), from: textOf(address ?? number), text: textOf(body), receivedAt };
}

function objectIn({ output }: Pick<CommandEnd, 'output'>): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(output);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

const named = (name: string, value: unknown): object =>
  typeof value === 'string' && value !== '' ? { [name]: value } : {};
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
/** Some phones with two SIMs tell `vn,vn`. */
const countryOf = (value: unknown): string | undefined => /^[a-z]{2}(?=,|$)/i.exec(textOf(value))?.[0].toUpperCase();
const isPlugged = (plugged: unknown): boolean => typeof plugged === 'string' && plugged !== 'UNPLUGGED';
