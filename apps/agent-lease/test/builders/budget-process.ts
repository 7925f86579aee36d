/* A process that reserves budgets as its parent says, so that it can be killed between two steps. */
import 'reflect-metadata';
import { openSession } from '#libs/persistence';
import { budgetsOn, granted, someRecipients } from './budgets.ts';
import type { Told } from './budget-processes.ts';

const { MONGODB_URI: uri = '', DATABASE: database = '', PER_MINUTE = '0' } = process.env;
const session = await openSession({ uri, database });
const { budgets } = budgetsOn(session, { perMinute: Number(PER_MINUTE) });

async function carryOut({ id, sim, lease, wanted, grant }: Told): Promise<void> {
  const reserved = await budgets.reserve(sim, lease, wanted);
  if (grant !== undefined) {
    const to = someRecipients(Math.min(grant, reserved.messages));
    await budgets.granted(sim, lease, granted(lease, to));
  }
  process.send!({ id, reserved });
}

process.on('message', (told: Told) => void carryOut(told));
process.on('disconnect', () => process.exit());
process.send!('ready');
