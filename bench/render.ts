import { setImmediate as turn } from 'node:timers/promises';
import type { RenderItem } from '#libs/contracts';
import { segmentsOf, type TenantId } from '#libs/kernel';
import { render } from '../apps/template/src/application/render.ts';
import type { TemplatePorts } from '../apps/template/src/application/ports.ts';
import { checkedContent } from '../apps/template/src/domain/check-content.ts';
import { compile } from '../apps/template/src/domain/compile.ts';
import { DEFAULTS } from '../apps/template/src/domain/defaults.ts';
import { machine, writeSection } from './report.ts';

const ITEMS = 5_000;
const IN_A_CALL = 500;
const ROUNDS = 20;
const TENANT = '00000001' as TenantId;

const rounds: { readonly ms: number; readonly stallMs: number }[] = [];
for (let round = 0; round < ROUNDS; round++) rounds.push(await measured(renderAll));
const worst = (of: 'ms' | 'stallMs'): string => Math.max(...rounds.slice(2).map((round) => round[of])).toFixed(1);
const lines = [
  `Rendering and segmenting ${ITEMS.toLocaleString('en')} messages of the longest default, in calls of ${IN_A_CALL}, the worst of ${ROUNDS - 2} rounds:`,
  `${worst('ms')} ms in all, and the longest time in which nothing else got a turn: ${worst('stallMs')} ms.`,
  machine(),
];
console.log(lines.join('\n'));
if (!process.argv.includes('--smoke')) writeSection('render', lines.join('\n'));

async function renderAll(): Promise<void> {
  const variables = {
    date: 'Monday',
    time: '10:00',
    trainer_name: 'Ada Lovelace',
    location: 'Room 2, the house behind',
  };
  const items = Array.from({ length: IN_A_CALL }, (): RenderItem => ({ template: 'one', language: 'tr', variables }));
  for (let from = 0; from < ITEMS; from += IN_A_CALL) {
    const { calls } = await render(ports(), { calls: [{ tenant: TENANT, items }] });
    for (const [n, { text }] of calls[0]!.items.entries()) {
      if (n % 100 === 99) await turn();
      segmentsOf(text!);
    }
  }
}

/** While it runs, another task asks for every turn of the loop. */
async function measured(work: () => Promise<void>): Promise<{ ms: number; stallMs: number }> {
  const began = performance.now();
  let [running, last, stallMs] = [true, began, 0];
  const other = (async (): Promise<void> => {
    while (running) {
      await turn();
      const now = performance.now();
      stallMs = Math.max(stallMs, now - last);
      last = now;
    }
  })();
  await work();
  const ms = performance.now() - began;
  running = false;
  await other;
  return { ms, stallMs };
}

function ports(): TemplatePorts {
  const { key: _, name: __, ...content } = DEFAULTS[0]!;
  const { contents, variables } = content;
  const given = {
    ...content,
    contents: Object.fromEntries(contents.map(({ language, text }) => [language, text])),
    variables: Object.fromEntries(variables.map(({ name, ...rule }) => [name, rule])),
  };
  const compiled = new Map([['id', compile(checkedContent(given))]]);
  const approved = { version: 1, category: content.category };
  const sendable = [{ id: 'id', key: 'one', number: 1, active: true, approved, mappings: [] }];
  const templates = { sendable: async () => sendable, compiled: async () => compiled };
  return { templates } as unknown as TemplatePorts;
}
