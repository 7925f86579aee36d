import { Option, type Command } from '@commander-js/extra-typings';
import { answered, type Api } from '../api/client.ts';
import { pagesOf } from '../api/pages.ts';
import { run } from '../cli.ts';
import { misused } from '../failure.ts';
import { agreed } from '../input.ts';
import { cursorOption, given, integerFrom, limitOption, names } from '../options.ts';

const NAMED = 'its id, or its name if no pool of the other environment has it';

export function pools(program: Command): void {
  const pools = program.command('pools').description('groups of phones that are one route');

  pools
    .command('list')
    .description('list the pools')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action((options, command) =>
      run(command, async ({ api, output }) => {
        const page = (query: object) => answered(api.GET('/api/v1/agent-pools', { params: { query } }));
        const columns = ['id', 'name', 'environment', 'enabled', 'order', 'online', 'agents'];
        output.list(await pagesOf(page, options), ...columns);
      }),
    );

  pools
    .command('create')
    .description('make a pool')
    .argument('<name>', 'unique in its environment')
    .addOption(new Option('--for <environment>', 'what its phones send').choices(['live', 'test'] as const))
    .option('--order <n>', 'lower goes first among the pools', integerFrom(0))
    .option('--agents <ids>', 'its phones, with commas between', names)
    .action((name, { for: environment, order, agents }, command) =>
      run(command, async ({ api, output }) => {
        const body = { name, ...given({ environment, order, agents }) };
        output.one(await answered(api.POST('/api/v1/agent-pools', { body })));
      }),
    );

  for (const [word, does, agentsOf] of CHANGES)
    pools
      .command(word)
      .description(does)
      .argument('<pool>', NAMED)
      .argument('<phones...>', 'ids of phones')
      .action((pool, phones, _, command) =>
        run(command, async ({ api, output }) => {
          const { id, agents } = await poolNamed(api, pool);
          const body = { agents: agentsOf(agents, phones) };
          output.one(await answered(api.PATCH('/api/v1/agent-pools/{id}', { params: { path: { id } }, body })));
        }),
      );

  pools
    .command('delete')
    .description('delete a pool; its phones stay')
    .argument('<pool>', NAMED)
    .option('--yes', 'without asking')
    .action((pool, options, command) =>
      run(command, async ({ api, output }) => {
        const { id, name } = await poolNamed(api, pool);
        await agreed(options, `Delete the pool ${name}?`, 'Nothing is changed: add --yes.');
        await answered(api.DELETE('/api/v1/agent-pools/{id}', { params: { path: { id } } }));
        output.say(`The pool ${name} is deleted.`);
      }),
    );
}

type Change = (agents: readonly string[], phones: readonly string[]) => string[];

const CHANGES: readonly (readonly [word: string, does: string, agentsOf: Change])[] = [
  ['add', 'put phones into a pool', (agents, phones) => [...new Set([...agents, ...phones])]],
  ['remove', 'take phones out of a pool', (agents, phones) => agents.filter((id) => !phones.includes(id))],
];

export const poolsOf = async (api: Api) =>
  (await pagesOf((query) => answered(api.GET('/api/v1/agent-pools', { params: { query } })), { limit: Infinity })).data;

async function poolNamed(api: Api, given: string) {
  const found = (await poolsOf(api)).filter(({ id, name }) => id === given || name === given);
  if (found.length === 0) throw misused(`There is no pool ${given}. \`postrider pools list\` shows them.`);
  if (found.length > 1) throw misused(`Two pools have the name ${given}: give its id, or add --environment.`);
  return found[0]!;
}
