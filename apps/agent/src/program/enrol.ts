import { randomBase32 } from '#libs/kernel';
import { register } from '../postrider/http-transport.ts';
import { Failure } from './failure.ts';
import { storedIdentity, writeIdentity } from './identity.ts';
import { VERSION } from './version.ts';

export interface EnrolOptions {
  /** A code, or what the QR code says: `postrider:enrol?url=...&code=...`. */
  readonly code?: string;
  readonly secret?: string;
  readonly url?: string;
  readonly label?: string;
}

/** Registers the phone and keeps its token; a phone that was enrolled before gets a new one. */
export async function enrol(folder: string, given: EnrolOptions, say: (sentence: string) => void): Promise<void> {
  const before = storedIdentity(folder);
  const { code, url } = fromQr(given.code);
  const address = url ?? given.url ?? before?.url;
  if (!address) throw new Failure('Give the address of Postrider: --url https://sms.example.com');
  if (!code && !given.secret) throw new Failure('Give an enrolment code, or --secret for the registration secret.');

  const deviceId = before?.device_id ?? `android-${randomBase32(10)}`;
  const label = given.label ?? before?.label;
  const base = addressOf(address);
  const proof = code ? { code } : { secret: given.secret! };
  const signal = AbortSignal.timeout(30_000);
  const answer = await register({ url: base, deviceId, label, version: VERSION, ...proof }, signal);
  if (answer.kind !== 'answered') throw new Failure(`Postrider did not register the phone: ${answer.why}`);

  const { agentId, token, heartbeatS } = answer.value;
  writeIdentity(folder, {
    ...before,
    url: base,
    agent_id: agentId,
    agent_token: token,
    device_id: deviceId,
    ...(label ? { label } : {}),
    heartbeat_s: heartbeatS,
  });
  say(`Enrolled as ${agentId} at ${base}.`);
}

function fromQr(text: string | undefined): { code?: string; url?: string } {
  if (!text?.startsWith('postrider:enrol?')) return text ? { code: text.trim() } : {};
  const said = new URLSearchParams(text.slice('postrider:enrol?'.length));
  const [code, url] = [said.get('code'), said.get('url')];
  if (!code || !url) throw new Failure('This QR code is not whole: it has no code or no address.');
  return { code, url };
}

function addressOf(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !['https:', 'http:'].includes(url.protocol))
    throw new Failure(`${given} is no address: it begins with https://`);
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
