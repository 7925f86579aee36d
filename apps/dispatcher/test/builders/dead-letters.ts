import type { SubmitItem, SubmitRequest } from '#libs/contracts';
import { until } from '../../../../e2e/harness/wait.ts';
import type { RunningDispatcher } from './running-dispatcher.ts';

export interface DeadLetterOptions {
  /** One attempt ended in silence: it may have been sent. */
  readonly unresolved?: boolean;
  readonly over?: Partial<SubmitRequest>;
}

/**
 * Messages whose tries the scripted vendor used up; it continues to refuse until the test changes its script. Returns
 * their ids.
 */
export async function makeDeadLetters(
  { vendor, submit, messages }: RunningDispatcher,
  items: readonly Partial<SubmitItem>[],
  { unresolved = false, over = {} }: DeadLetterOptions = {},
): Promise<string[]> {
  vendor.deliver = async function* (asked) {
    const answered = asked.filter(({ fence }) => !(unresolved && fence === 1));
    yield answered.map(({ id, fence }) => ({
      id,
      fence,
      outcome: 'vendor_fault',
      fault: 'request',
      vendor_code: 'F1',
    }));
  };
  const category = 'alert' as const;
  const answer = await submit(
    items.map((item) => ({ category, ...item })),
    over,
  );
  const ids = answer.items.map(({ id }) => id!);
  await until('their tries are used up', async () => {
    const dead = (await messages()).filter(({ dead_letter }) => dead_letter).map(({ _id }) => _id.slice(9));
    return ids.every((id) => dead.includes(id));
  });
  return ids;
}
