import type { Command } from '@commander-js/extra-typings';
import { answered } from '../api/client.ts';
import type { operations } from '../api/paths.generated.ts';
import { run } from '../cli.ts';
import { agreed, readJson } from '../input.ts';
import { policyPresets } from './policy-presets.ts';

type PolicyBody = operations['savePolicy']['requestBody']['content']['application/json'];

export function policies(program: Command): void {
  const policies = program.command('policies').description('which routes carry which messages, for live and for test');

  policies
    .command('list')
    .description('list the policies')
    .action((_, command) =>
      run(command, async ({ api, output }) => {
        const answer = await answered(api.GET('/api/v1/routing-policies'));
        output.list(answer, 'environment', 'version', 'updated_at', 'updated_by');
      }),
    );

  policies
    .command('get')
    .description('read a policy; with --json in the form that put takes')
    .argument('<environment>', 'live or test')
    .action((environment, _, command) =>
      run(command, async ({ api, output }) => {
        const params = { path: { environment } };
        output.one(await answered(api.GET('/api/v1/routing-policies/{environment}', { params })));
      }),
    );

  policies
    .command('put')
    .description('replace a policy by the one in a file')
    .argument('<environment>', 'live or test')
    .argument('<file>', 'JSON with rules; - is the standard input')
    .option(
      '--version <n>',
      'only if this is still its version; without it the version in the file, or the present one',
    )
    .action((environment, file, options, command) =>
      run(command, async ({ api, output }) => {
        const { rules, version: read } = await readJson<PolicyBody & { version?: number }>(file);
        const path = { environment };
        const present = async () =>
          (await answered(api.GET('/api/v1/routing-policies/{environment}', { params: { path } }))).version;
        const version = options.version ?? read ?? (await present());
        const params = { path, header: { 'If-Match': `"${version}"` } };
        output.one(await answered(api.PUT('/api/v1/routing-policies/{environment}', { params, body: { rules } })));
      }),
    );

  policyPresets(policies);

  policies
    .command('delete')
    .description('delete a policy; then every enabled route carries, in their order')
    .argument('<environment>', 'live or test')
    .option('--yes', 'without asking')
    .action((environment, options, command) =>
      run(command, async ({ api, output }) => {
        const otherwise = 'Nothing is deleted: add --yes to delete the policy.';
        await agreed(options, `Delete the policy of ${environment}?`, otherwise);
        await answered(api.DELETE('/api/v1/routing-policies/{environment}', { params: { path: { environment } } }));
        output.say(`The policy of ${environment} is deleted.`);
      }),
    );
}
