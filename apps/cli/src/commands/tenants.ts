import { Option, type Command } from '@commander-js/extra-typings';
import { answered, type Api } from '../api/client.ts';
import { pagesOf } from '../api/pages.ts';
import type { operations } from '../api/paths.generated.ts';
import { run } from '../cli.ts';
import { misused } from '../failure.ts';
import { readSecret } from '../input.ts';
import { cursorOption, integerFrom, limitOption, names, numberOrNone } from '../options.ts';

type TenantBody = operations['changeTenant']['requestBody']['content']['application/json'];

const NONE = 'without it the tenant of the credential';

export function tenants(program: Command): void {
  const tenants = program
    .command('tenants')
    .description('the tenant of the credential, and for administrators all of them');

  tenants
    .command('list')
    .description('list the tenants of the installation')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action((options, command) =>
      run(command, async ({ api, output }) => {
        const all = await pagesOf((query) => answered(api.GET('/api/v1/tenants', { params: { query } })), options);
        output.list(all, 'number', 'id', 'name', 'active', 'default_region', 'zone', 'default_environment');
      }),
    );

  tenants
    .command('create')
    .description('create a tenant and its owner, whose password is asked for, or read from the standard input')
    .argument('<name>', 'for people')
    .requiredOption('--owner <username>', 'the name of its owner')
    .requiredOption('--default-region <country>', 'its country, the only one that it may send to at first')
    .option('--zone <zone>', 'its time zone, such as Europe/Zurich')
    .action((name, { owner, defaultRegion, zone }, command) =>
      run(command, async ({ api, output }) => {
        const body = {
          name,
          owner: { username: owner, password: await readSecret(`Password of ${owner}`) },
          default_region: defaultRegion,
          ...(zone !== undefined && { zone }),
        };
        output.one(await answered(api.POST('/api/v1/tenants', { body })));
      }),
    );

  tenants
    .command('show')
    .description('read a tenant')
    .argument('[id]', NONE)
    .action((id, _, command) => run(command, async ({ api, output }) => output.one(await read(api, id))));

  tenants
    .command('change')
    .description('change a tenant')
    .argument('[id]', NONE)
    .option('--name <name>', 'for people')
    .option('--active', 'for administrators: its credentials are valid')
    .option('--no-active', 'for administrators: its credentials are refused')
    .option('--zone <zone>', 'its time zone, such as Europe/Zurich')
    .addOption(new Option('--default-environment <name>', 'where users send').choices(['live', 'test'] as const))
    .option('--destinations <countries>', 'countries it may send to, with commas between; * for every country', names)
    .option('--default-region <country>', 'of numbers without a country code; `none` for none')
    .option('--block-international', 'send within the default region alone')
    .option('--no-block-international', 'send abroad too')
    .option('--denied-prefixes <prefixes>', 'beginnings of numbers that get nothing, with commas between', names)
    .option('--safe-prefixes <prefixes>', 'beginnings of numbers that are allowed nevertheless', names)
    .option('--duplicate-window <minutes>', 'the same text to the same number within it is not sent', integerFrom(0))
    .option('--template-four-eyes', 'another person than its author approves a version of a template')
    .option('--no-template-four-eyes', 'its author may approve it')
    .option('--phones-marketing', 'phones send advertising, too')
    .option('--no-phones-marketing', 'no message of the category marketing goes to a phone')
    .addOption(
      new Option('--agent-pinned <how>', 'whether a message for one phone may be sent by another route').choices([
        'only',
        'prefer',
      ] as const),
    )
    .option('--messages-per-minute <n>', 'for administrators; `none` for no limit', numberOrNone)
    .action((id, options, command) =>
      run(command, async ({ api, output }) => {
        const body = bodyOf(options);
        if (Object.keys(body).length === 0) throw misused('Say what to change; --help lists it.');
        const { version } = await read(api, id);
        const header = { 'If-Match': `"${version}"` };
        if (id === undefined) output.one(await answered(api.PATCH('/api/v1/tenant', { params: { header }, body })));
        else output.one(await answered(api.PATCH('/api/v1/tenants/{id}', { params: { path: { id }, header }, body })));
      }),
    );
}

const read = (api: Api, id: string | undefined) =>
  id === undefined
    ? answered(api.GET('/api/v1/tenant'))
    : answered(api.GET('/api/v1/tenants/{id}', { params: { path: { id } } }));

interface TenantOptions {
  readonly name?: string | undefined;
  readonly active?: boolean | undefined;
  readonly zone?: string | undefined;
  readonly defaultEnvironment?: 'live' | 'test' | undefined;
  readonly destinations?: string[] | undefined;
  readonly defaultRegion?: string | undefined;
  readonly blockInternational?: boolean | undefined;
  readonly deniedPrefixes?: string[] | undefined;
  readonly safePrefixes?: string[] | undefined;
  readonly duplicateWindow?: number | undefined;
  readonly templateFourEyes?: boolean | undefined;
  readonly phonesMarketing?: boolean | undefined;
  readonly agentPinned?: 'only' | 'prefer' | undefined;
  readonly messagesPerMinute?: number | null | undefined;
}

/** The fields that the options give. */
function bodyOf(given: TenantOptions): TenantBody {
  const { name, zone, destinations, defaultRegion: region, messagesPerMinute: perMinute } = given;
  return {
    ...(name !== undefined && { name }),
    ...(given.active !== undefined && { active: given.active }),
    ...(zone !== undefined && { zone }),
    ...(given.defaultEnvironment && { default_environment: given.defaultEnvironment }),
    ...(destinations && { destinations }),
    ...(region !== undefined && { default_region: region === 'none' ? null : region }),
    ...(given.blockInternational !== undefined && { block_international: given.blockInternational }),
    ...(given.deniedPrefixes && { denied_prefixes: given.deniedPrefixes }),
    ...(given.safePrefixes && { safe_prefixes: given.safePrefixes }),
    ...(given.duplicateWindow !== undefined && { duplicate_window_minutes: given.duplicateWindow }),
    ...(given.templateFourEyes !== undefined && { template_four_eyes: given.templateFourEyes }),
    ...(given.phonesMarketing !== undefined && { phones_marketing: given.phonesMarketing }),
    ...(given.agentPinned && { agent_pinned: given.agentPinned }),
    ...(perMinute !== undefined && { messages_per_minute: perMinute }),
  };
}
