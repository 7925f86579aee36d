import { Argument, Option, type Command } from '@commander-js/extra-typings';
import { answered } from '../api/client.ts';
import { pagesOf } from '../api/pages.ts';
import { run } from '../cli.ts';
import { EXIT } from '../failure.ts';
import { readJson } from '../input.ts';
import { cursorOption, limitOption } from '../options.ts';

const SETTINGS = 'JSON with the settings of the account; - is the standard input';
type AccountSettings = Readonly<Record<string, string>>;

export function accounts(program: Command): void {
  const accounts = program.command('accounts').description('accounts at vendors');

  accounts
    .command('list')
    .description('list the accounts; secrets are never shown')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action((options, command) =>
      run(command, async ({ api, output }) => {
        const page = (query: object) => answered(api.GET('/api/v1/vendor-accounts', { params: { query } }));
        output.list(await pagesOf(page, options), 'id', 'vendor', 'environment', 'enabled', 'source', 'name');
      }),
    );

  accounts
    .command('create')
    .description('add an account; its settings come from a file, never as arguments')
    .argument('<vendor>', 'such as twilio')
    .argument('<file>', SETTINGS)
    .requiredOption('--name <name>', 'its name for people')
    .addOption(
      new Option('--for <environment>', 'what it sends').choices(['live', 'test'] as const).makeOptionMandatory(),
    )
    .action((vendor, file, { name, for: environment }, command) =>
      run(command, async ({ api, output }) => {
        const body = { vendor, name, environment, settings: await readJson<AccountSettings>(file) };
        output.one(await answered(api.POST('/api/v1/vendor-accounts', { body })));
      }),
    );

  accounts
    .command('replace')
    .description('replace the settings of an account')
    .argument('<id>')
    .argument('<file>', SETTINGS)
    .option('--name <name>', 'its name for people')
    .action((id, file, { name }, command) =>
      run(command, async ({ api, output }) => {
        const body = { settings: await readJson<AccountSettings>(file), ...(name !== undefined && { name }) };
        output.one(await answered(api.PUT('/api/v1/vendor-accounts/{id}', { params: { path: { id } }, body })));
      }),
    );

  accounts
    .command('switch')
    .description('let an account send, or not')
    .argument('<id>')
    .addArgument(new Argument('<state>').choices(['on', 'off'] as const))
    .action((id, state, _, command) =>
      run(command, async ({ api, output }) => {
        const params = { path: { id } };
        if (state === 'on') output.one(await answered(api.POST('/api/v1/vendor-accounts/{id}/enable', { params })));
        else output.one(await answered(api.POST('/api/v1/vendor-accounts/{id}/disable', { params })));
      }),
    );

  accounts
    .command('test')
    .description('ask the vendor whether it accepts the credentials')
    .argument('<id>')
    .action((id, _, command) =>
      run(command, async ({ api, output }) => {
        const check = await answered(api.POST('/api/v1/vendor-accounts/{id}/test', { params: { path: { id } } }));
        output.one(check);
        return check.ok ? EXIT.done : EXIT.refused;
      }),
    );
}
