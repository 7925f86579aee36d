import { Argument, type CommandUnknownOpts, type Command } from '@commander-js/extra-typings';
import { answered, type Api } from '../api/client.ts';
import { pagesOf } from '../api/pages.ts';
import { run, type Cli } from '../cli.ts';
import { agreed } from '../input.ts';
import { given } from '../options.ts';
import { poolsOf } from './pools.ts';
import { PRESET_NAMES, rulesOf, type Preset } from '../policies/preset.ts';

/** policies preset. */
export function policyPresets(policies: Command): void {
  policies
    .command('preset')
    .description('replace the policy by that of an earlier system: its vendors, in its order')
    .addArgument(new Argument('<original>', 'the earlier system').choices(PRESET_NAMES))
    .option('--partial', 'leave out vendors of which there is no account')
    .option('--yes', 'replace a policy without asking')
    .action((preset, options, command) => apply(command, preset, options));
}

interface Options {
  readonly partial?: boolean | undefined;
  readonly yes?: true | undefined;
}

const apply = (command: CommandUnknownOpts, preset: Preset, { partial = false, yes }: Options) =>
  run(command, async ({ api, output, globals }) => {
    const environment = globals.environment ?? (await ownEnvironment(api));
    const all = await pagesOf((query) => answered(api.GET('/api/v1/routes', { params: { query } })), {
      limit: Infinity,
    });
    const pool = preset === 'safecare' ? await phonesPool(api, environment) : undefined;
    const { rules, missing } = rulesOf(all.data, { preset, environment, partial, ...given({ pool }) });

    const path = { environment };
    const present = await answered(api.GET('/api/v1/routing-policies/{environment}', { params: { path } }));
    if (present.rules.length > 0) {
      const otherwise = `Nothing is changed: ${environment} has a policy. Add --yes to replace it.`;
      await agreed({ yes }, `Replace the policy of ${environment}?`, otherwise);
    }
    const params = { path, header: { 'If-Match': `"${present.version}"` } };
    output.one(await answered(api.PUT('/api/v1/routing-policies/{environment}', { params, body: { rules } })));
    if (missing.length > 0) output.say(`Without ${missing.join(' and ')}: there is no enabled account.`);
  });

/** The pool that phones join which name none; the first phone would make it. */
async function phonesPool(api: Api, environment: 'live' | 'test'): Promise<string> {
  const found = (await poolsOf(api)).find((pool) => pool.name === 'phones' && pool.environment === environment);
  if (found !== undefined) return found.id;
  return (await answered(api.POST('/api/v1/agent-pools', { body: { name: 'phones', environment } }))).id;
}

/** That of the key; for users, the one in which they send. */
async function ownEnvironment(api: Api): Promise<NonNullable<Cli['globals']['environment']>> {
  const { environment } = await answered(api.GET('/api/v1/auth/me'));
  return environment ?? (await answered(api.GET('/api/v1/tenant'))).default_environment;
}
