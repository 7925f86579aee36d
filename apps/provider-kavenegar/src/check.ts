import { costOf, type AccountCheck, type VendorHttp } from '#libs/provider-kit';
import { call, readAnswer, type Entry, type Method } from './api.ts';
import type { KavenegarSecrets } from './config.ts';
import { outcomeOf } from './outcomes.ts';

/**
 * Asks for the credit, then for the settings that must be off: with `resendfailed` Kavenegar itself repeats a text that
 * another route may have sent meanwhile, and with `debugmode` it accepts texts and sends none.
 */
export async function checkAccount(
  http: VendorHttp,
  secrets: KavenegarSecrets,
  signal: AbortSignal,
): Promise<AccountCheck> {
  const ask = (method: Method) => call(http, secrets, method, {}, { signal });
  const result = await ask('account/info');
  const answer = result.kind === 'response' ? readAnswer(result.body) : undefined;
  if (answer?.code !== 200) {
    const said = outcomeOf(result, OF_NO_MESSAGE);
    const code = 'vendor_code' in said && said.vendor_code !== undefined ? { vendor_code: said.vendor_code } : {};
    return { ok: false, ...(said.outcome === 'vendor_fault' && { fault: said.fault }), ...code };
  }
  const settings = await ask('account/config');
  const mustBeOff = settings.kind === 'response' ? whatMustBeOff(readAnswer(settings.body)?.entries[0]) : undefined;
  if (mustBeOff !== undefined) return { ok: false, fault: 'misconfigured', vendor_code: mustBeOff };
  return { ok: true, ...balanceIn(answer.entries[0]) };
}

const OF_NO_MESSAGE = { to: '+98', byTemplate: false };

/** An account that may not read its settings has none here. */
const whatMustBeOff = (config: Entry = {}): string | undefined =>
  ['resendfailed', 'debugmode'].find((name) => ON.includes(String(config[name]).toLowerCase()));

const ON = ['enabled', 'true', '1'];

/** In Rial; a debt is no balance. */
function balanceIn({ remaincredit }: Entry = {}): { balance_micros: number; currency: string } | undefined {
  const left = Number(remaincredit) >= 0 ? costOf(remaincredit, 'IRR') : undefined;
  return left && { balance_micros: left.cost_micros, currency: left.currency };
}
