import { Option, type Command } from '@commander-js/extra-typings';
import { answered } from '../api/client.ts';
import { pagesOf } from '../api/pages.ts';
import { run } from '../cli.ts';
import { misused } from '../failure.ts';
import { cursorOption, duration, instant, integerFrom, limitOption, names, numberOrNone } from '../options.ts';
import type { operations } from '../api/paths.generated.ts';

type NewKey = operations['createKey']['requestBody']['content']['application/json'];

const DEFAULT_SCOPES: NewKey['scopes'] = ['messages:send', 'messages:read'];

export function keys(program: Command): void {
  const keys = program.command('keys').description('API keys');

  keys
    .command('list')
    .description('list the keys')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action((options, command) =>
      run(command, async ({ api, output }) => {
        const all = await pagesOf((query) => answered(api.GET('/api/v1/api-keys', { params: { query } })), options);
        output.list(all, 'id', 'environment', 'state', 'last4', 'scopes', 'last_used_at', 'expires_at', 'name');
      }),
    );

  keys
    .command('show')
    .description('read a key')
    .argument('<id>')
    .action((id, _, command) =>
      run(command, async ({ api, output }) =>
        output.one(await answered(api.GET('/api/v1/api-keys/{id}', { params: { path: { id } } }))),
      ),
    );

  keys
    .command('create')
    .description('make a key; it is shown this once')
    .argument('<name>', 'what it is for')
    .addOption(
      new Option('--for <environment>', 'live sends for real, test to the sandbox alone')
        .choices(['live', 'test'] as const)
        .makeOptionMandatory(),
    )
    .option('--scopes <scopes>', 'with commas between', names, DEFAULT_SCOPES)
    .option('--daily-limit <n>', 'messages a day', integerFrom(0))
    .option('--expires-at <time>', 'RFC 3339 time', instant)
    .option('--allowed-ips <addresses>', 'the only addresses or networks it may be used from', names)
    .action((name, { for: environment, scopes, dailyLimit, expiresAt, allowedIps }, command) =>
      run(command, async ({ api, output }) => {
        const body = {
          name,
          environment,
          // The API refuses what is no scope, and names those there are.
          scopes: scopes as NewKey['scopes'],
          ...(dailyLimit !== undefined && { daily_limit: dailyLimit }),
          ...(expiresAt !== undefined && { expires_at: expiresAt }),
          ...(allowedIps && { allowed_ips: allowedIps }),
        };
        output.one(await answered(api.POST('/api/v1/api-keys', { body })));
      }),
    );

  keys
    .command('change')
    .description('change the name or the daily limit of a key')
    .argument('<id>')
    .option('--name <name>', 'what it is for')
    .option('--daily-limit <n>', 'messages a day; `none` for the default of the installation')
    .action((id, { name, dailyLimit }, command) =>
      run(command, async ({ api, output }) => {
        if (name === undefined && dailyLimit === undefined)
          throw misused('Say what to change: --name or --daily-limit.');
        const body = {
          ...(name !== undefined && { name }),
          ...(dailyLimit !== undefined && { daily_limit: numberOrNone(dailyLimit) }),
        };
        output.one(await answered(api.PATCH('/api/v1/api-keys/{id}', { params: { path: { id } }, body })));
      }),
    );

  keys
    .command('rotate')
    .description('make the next key of the same kind; the old one stays valid for a while')
    .argument('<id>')
    .option('--overlap <time>', 'how long the old key stays valid, such as 24h', duration)
    .action((id, { overlap }, command) =>
      run(command, async ({ api, output }) => {
        const body = overlap === undefined ? {} : { overlap_s: overlap };
        output.one(await answered(api.POST('/api/v1/api-keys/{id}/rotate', { params: { path: { id } }, body })));
      }),
    );

  keys
    .command('revoke')
    .description('end a key')
    .argument('<id>')
    .action((id, _, command) =>
      run(command, async ({ api, output }) => {
        await answered(api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } }));
        output.say(`The key ${id} is revoked; every gateway refuses it within 5 seconds.`);
      }),
    );
}
