import { Api } from '../harness/api.ts';
import type { Sandbox } from '../harness/sandbox.ts';

const EVERY_MS = 250;
/** No text of the load goes there. */
const NUMBERS = '+8526';
const OURS = '+15005550006';

/** What people were answered last: they get no more texts, or they get them again. Absent: their webhook got no 200. */
export type Wishes = ReadonlyMap<string, 'out' | 'in' | 'unknown'>;

/** People opt out by a word that we answer, and some of them in again, while everything breaks. */
export async function typeOnPhones(sandbox: Sandbox, over: () => boolean): Promise<Wishes> {
  const wishes = new Map<string, 'out' | 'in' | 'unknown'>();
  const numberOf = (nth: number): string => `${NUMBERS}${String(1_000_000 + nth)}`;
  for (let n = 0; !over(); n += 1) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    wishes.set(numberOf(n), (await isTaken(sandbox, numberOf(n), 'ARRET')) ? 'out' : 'unknown');
    const earlier = n - 9;
    if (earlier < 0 || earlier % 2 === 0) continue;
    wishes.set(numberOf(earlier), (await isTaken(sandbox, numberOf(earlier), 'START')) ? 'in' : 'unknown');
  }
  return wishes;
}

async function isTaken(sandbox: Sandbox, number: string, text: string): Promise<boolean> {
  const path = `phones/${encodeURIComponent(number)}/reply`;
  try {
    const { callback } = await sandbox.call<{ callback: { httpStatus: number | null } }>('POST', path, {
      text,
      to: OURS,
      vendor: 'twilio',
    });
    return callback.httpStatus === 200;
  } catch {
    return false;
  }
}

/** Numbers whose opt-outs are not as their webhooks were answered. */
export async function wrongWishes(gateway: string, key: string, wishes: Wishes): Promise<string[]> {
  const api = new Api(gateway, key);
  const wrong: string[] = [];
  for (const [number, wish] of wishes) {
    if (wish === 'unknown') continue;
    const { body } = await api.call<{ opt_out?: object }>('POST', '/api/v1/opt-outs/search', { body: { number } });
    if ((body.opt_out !== undefined) !== (wish === 'out')) wrong.push(`${number} is not ${wish}`);
  }
  return wrong;
}
