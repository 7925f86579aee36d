import { Option, type Command } from '@commander-js/extra-typings';
import { answered } from '../api/client.ts';
import type { operations } from '../api/paths.generated.ts';
import { run } from '../cli.ts';
import { misused } from '../failure.ts';
import { integerFrom, names, numberOrNone } from '../options.ts';

type TenantBody = operations['changeTenant']['requestBody']['content']['application/json'];

export function tenant(program: Command): void {
  const tenant = program.command('tenant').description('the tenant of the credential');

  tenant
    .command('show')
    .description('read the tenant of the credential')
    .action((_, command) =>
      run(command, async ({ api, output }) => output.one(await answered(api.GET('/api/v1/tenant')))),
    );

  tenant
    .command('change')
    .description('change the tenant of the credential')
    .option('--name <name>', 'for people')
    .option('--zone <zone>', 'its time zone, such as Europe/Zurich')
    .addOption(new Option('--default-environment <name>', 'where users send').choices(['live', 'test'] as const))
    .option('--destinations <countries>', 'countries it may send to, with commas between; * for every country', names)
    .option('--default-region <country>', 'of numbers without a country code; `none` for none')
    .option('--block-international', 'send within the default region alone')
    .option('--no-block-international', 'send abroad too')
    .option('--denied-prefixes <prefixes>', 'beginnings of numbers that get nothing, with commas between', names)
    .option('--safe-prefixes <prefixes>', 'beginnings of numbers that are always allowed, with commas between', names)
    .option('--duplicate-window <minutes>', 'the same text to the same number within it is not sent', integerFrom(0))
    .option('--messages-per-minute <n>', '`none` for no limit')
    .action((options, command) =>
      run(command, async ({ api, output }) => {
        const body = bodyOf(options);
        if (Object.keys(body).length === 0) throw misused('Say what to change; --help lists it.');
        const { version } = await answered(api.GET('/api/v1/tenant'));
        const params = { header: { 'If-Match': `"${version}"` } };
        output.one(await answered(api.PATCH('/api/v1/tenant', { params, body })));
      }),
    );
}

interface TenantOptions {
  readonly name?: string | undefined;
  readonly zone?: string | undefined;
  readonly defaultEnvironment?: 'live' | 'test' | undefined;
  readonly destinations?: string[] | undefined;
  readonly defaultRegion?: string | undefined;
  readonly blockInternational?: boolean | undefined;
  readonly deniedPrefixes?: string[] | undefined;
  readonly safePrefixes?: string[] | undefined;
  readonly duplicateWindow?: number | undefined;
  readonly messagesPerMinute?: string | undefined;
}

/** The fields that the options give. */
function bodyOf(given: TenantOptions): TenantBody {
  const { name, zone, destinations, defaultRegion: region, messagesPerMinute: perMinute } = given;
  return {
    ...(name !== undefined && { name }),
    ...(zone !== undefined && { zone }),
    ...(given.defaultEnvironment && { default_environment: given.defaultEnvironment }),
    ...(destinations && { destinations }),
    ...(region !== undefined && { default_region: region === 'none' ? null : region }),
    ...(given.blockInternational !== undefined && { block_international: given.blockInternational }),
    ...(given.deniedPrefixes && { denied_prefixes: given.deniedPrefixes }),
    ...(given.safePrefixes && { safe_prefixes: given.safePrefixes }),
    ...(given.duplicateWindow !== undefined && { duplicate_window_minutes: given.duplicateWindow }),
    ...(perMinute !== undefined && { messages_per_minute: numberOrNone(perMinute) }),
  };
}
