import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Reserved, SimOfPhone } from '../../src/application/budgets/ports.ts';

/** To reserve, and to settle what was reserved as if so much was granted; without `grant` it stays open. */
export interface Told {
  readonly id: number;
  readonly sim: SimOfPhone;
  readonly lease: string;
  readonly wanted: number;
  readonly grant?: number;
}

export interface BudgetProcess {
  reserve(told: Omit<Told, 'id'>): Promise<Reserved>;
  kill(): Promise<void>;
}

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Another process of agent-lease, of its budgets alone, on the same database. */
export async function budgetProcess(of: { uri: string; database: string; perMinute?: number }): Promise<BudgetProcess> {
  const child = fork(at('./budget-process.ts'), {
    execPath: at('../../../../node_modules/.bin/node'),
    execArgv: ['--import', at('../../../../tools/decorated-typescript.ts')],
    env: { PATH: process.env.PATH, MONGODB_URI: of.uri, DATABASE: of.database, PER_MINUTE: `${of.perMinute ?? 0}` },
  });
  const answers = new Map<number, (reserved: Reserved) => void>();
  const ready = once(child, 'message');
  await ready;
  child.on('message', ({ id, reserved }: { id: number; reserved: Reserved }) => answers.get(id)?.(reserved));
  let calls = 0;
  return {
    reserve: (told) =>
      new Promise((resolve) => {
        const id = ++calls;
        answers.set(id, resolve);
        child.send({ ...told, id });
      }),
    kill: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
