import { Option, type Command } from '@commander-js/extra-typings';
import { answered, type Api } from '../api/client.ts';
import { pagesOf } from '../api/pages.ts';
import type { operations } from '../api/paths.generated.ts';
import { run } from '../cli.ts';
import { misused } from '../failure.ts';
import { agreed, readSecret } from '../input.ts';
import { cursorOption, integerFrom, limitOption, names } from '../options.ts';
import { enrol } from '../phones/enrol.ts';

type Budgets = operations['saveBudgets']['requestBody']['content']['application/json'];

const HOURS = /^(\d\d:\d\d)-(\d\d:\d\d)$/;

export function agents(program: Command): void {
  const agents = program.command('agents').description('phones that send');

  agents
    .command('list')
    .description('list the phones')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action((options, command) =>
      run(command, async ({ api, output }) => {
        const page = (query: object) => answered(api.GET('/api/v1/agents', { params: { query } }));
        const columns = [
          'id',
          'label',
          'environment',
          'enabled',
          'online',
          'battery',
          'assigned',
          'sending',
          'waiting',
        ];
        output.list(await pagesOf(page, options), ...columns, 'last_seen_at');
      }),
    );

  agents
    .command('show')
    .description('read a phone, its SIMs and what it holds')
    .argument('<id>')
    .action((id, _, command) =>
      run(command, async ({ api, output }) =>
        output.one(await answered(api.GET('/api/v1/agents/{id}', { params: { path: { id } } }))),
      ),
    );

  agents
    .command('label')
    .description('name a phone for people')
    .argument('<id>')
    .argument('<label>')
    .action((id, label, _, command) =>
      run(command, async ({ api, output }) => {
        const params = { path: { id } };
        output.one(await answered(api.PATCH('/api/v1/agents/{id}', { params, body: { label } })));
      }),
    );

  for (const [name, path, does] of SWITCHES)
    agents
      .command(name)
      .description(does)
      .argument('<id>')
      .action((id, _, command) =>
        run(command, async ({ api, output }) =>
          output.one(await answered(api.POST(path, { params: { path: { id } } }))),
        ),
      );

  agents
    .command('revoke')
    .description('refuse the token of a phone from now on, for example of a lost one')
    .argument('<id>')
    .option('--yes', 'without asking')
    .action((id, options, command) =>
      run(command, async ({ api, output }) => {
        await agreed(options, `Refuse the token of ${id}?`, 'Nothing is changed: add --yes.');
        output.one(await answered(api.POST('/api/v1/agents/{id}/revoke', { params: { path: { id } } })));
      }),
    );

  budgets(agents);
  enrol(agents);
  secret(agents);
}

const SWITCHES = [
  ['enable', '/api/v1/agents/{id}/enable', 'let a phone send'],
  ['disable', '/api/v1/agents/{id}/disable', 'give a phone no more messages'],
] as const;

function budgets(agents: Command): void {
  agents
    .command('budgets')
    .description('set what a SIM of a phone may send; a limit that is left out is none')
    .argument('<id>')
    .option('--sim <slot>', 'its position in the phone, from 0', integerFrom(0, 3))
    .option('--per-minute <n>', 'messages in any 60 seconds', integerFrom(0))
    .option('--per-hour <n>', 'messages in an hour', integerFrom(0))
    .option('--per-day <n>', 'messages in a day', integerFrom(0))
    .option('--per-month <n>', 'messages in a month', integerFrom(0))
    .option('--parts-per-month <n>', 'parts in a month', integerFrom(0))
    .option('--recipients-per-month <n>', 'different recipients in a month', integerFrom(0))
    .option('--reset-day <day>', 'the day on which a month begins', integerFrom(1, 28))
    .option('--zone <zone>', 'of its days, months and quiet hours, such as Asia/Ho_Chi_Minh')
    .option('--quiet <hours>', 'hours in which it sends nothing, such as 21:00-08:00')
    .option('--countries <countries>', 'the only ones that it texts, with commas between', names)
    .action((id, options, command) =>
      run(command, async ({ api, output }) => {
        const params = { path: { id } };
        const body = budgetsOf(options);
        output.one(await answered(api.PUT('/api/v1/agents/{id}/budgets', { params, body })));
      }),
    );
}

interface BudgetOptions {
  readonly sim?: number | undefined;
  readonly perMinute?: number | undefined;
  readonly perHour?: number | undefined;
  readonly perDay?: number | undefined;
  readonly perMonth?: number | undefined;
  readonly partsPerMonth?: number | undefined;
  readonly recipientsPerMonth?: number | undefined;
  readonly resetDay?: number | undefined;
  readonly zone?: string | undefined;
  readonly quiet?: string | undefined;
  readonly countries?: string[] | undefined;
}

export function budgetsOf({ zone, quiet, ...of }: BudgetOptions): Budgets {
  const [, from, until] = quiet === undefined ? [] : (HOURS.exec(quiet) ?? []);
  if (quiet !== undefined && from === undefined) throw misused('--quiet takes hours such as 21:00-08:00.');
  const limits = {
    sim_slot: of.sim,
    per_minute: of.perMinute,
    per_hour: of.perHour,
    per_day: of.perDay,
    per_month: of.perMonth,
    parts_per_month: of.partsPerMonth,
    recipients_per_month: of.recipientsPerMonth,
    reset_day: of.resetDay,
    zone,
    quiet_hours: from === undefined ? undefined : { from, until: until!, zone: zone ?? 'UTC' },
    countries: of.countries,
  };
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)) as Budgets;
}

function secret(agents: Command): void {
  agents
    .command('secret')
    .description(
      'show the secret with which phones register, or change it; a new one is asked for, or read from the standard input',
    )
    .addOption(new Option('--set', 'set a new one').conflicts('none'))
    .option('--none', 'phones register by enrolment codes, those of the first tenant also without one')
    .action(({ set, none }, command) =>
      run(command, async ({ api, output }) => {
        if (!set && !none) output.one(await answered(api.GET('/api/v1/agents/registration-secret')));
        else output.one(await save(api, none ? '' : await readSecret('New secret')));
      }),
    );
}

const save = (api: Api, registration_secret: string) =>
  answered(api.PUT('/api/v1/agents/registration-secret', { body: { registration_secret } }));
