import { Option, type Command } from '@commander-js/extra-typings';
import { answered } from '../api/client.ts';
import { pagesOf } from '../api/pages.ts';
import { run } from '../cli.ts';
import { misused } from '../failure.ts';
import { readSecret } from '../input.ts';
import { cursorOption, limitOption } from '../options.ts';

const ROLES = ['owner', 'admin', 'operator', 'sender', 'viewer'] as const;
const roleOption = () => new Option('--role <role>', 'what they may do').choices(ROLES);

export function users(program: Command): void {
  const users = program.command('users').description('people who may log in');

  users
    .command('list')
    .description('list the users')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action((options, command) =>
      run(command, async ({ api, output }) => {
        const all = await pagesOf((query) => answered(api.GET('/api/v1/users', { params: { query } })), options);
        output.list(all, 'number', 'id', 'username', 'role', 'active');
      }),
    );

  users
    .command('show')
    .description('read a user')
    .argument('<id>')
    .action((id, _, command) =>
      run(command, async ({ api, output }) =>
        output.one(await answered(api.GET('/api/v1/users/{id}', { params: { path: { id } } }))),
      ),
    );

  users
    .command('add')
    .description('create a user; the password is asked for, or read from the standard input')
    .argument('<username>')
    .addOption(roleOption().makeOptionMandatory())
    .action((username, { role }, command) =>
      run(command, async ({ api, output }) => {
        const password = await readSecret(`Password of ${username}`);
        output.one(await answered(api.POST('/api/v1/users', { body: { username, role, password } })));
      }),
    );

  users
    .command('change')
    .description('change the role of a user, or let them log in or not')
    .argument('<id>')
    .addOption(roleOption())
    .option('--active', 'they may log in')
    .option('--no-active', 'they may not log in, and their sessions end')
    .action((id, { role, active }, command) =>
      run(command, async ({ api, output }) => {
        if (role === undefined && active === undefined) throw misused('Say what to change: --role or --[no-]active.');
        const body = { ...(role && { role }), ...(active !== undefined && { active }) };
        output.one(await answered(api.PATCH('/api/v1/users/{id}', { params: { path: { id } }, body })));
      }),
    );

  users
    .command('password')
    .description('set the password of a user; it is asked for, or read from the standard input')
    .argument('<id>')
    .action((id, _, command) =>
      run(command, async ({ api, output }) => {
        const body = { password: await readSecret('New password') };
        await answered(api.PUT('/api/v1/users/{id}/password', { params: { path: { id } }, body }));
        output.say('The password is set; their sessions have ended.');
      }),
    );

  users
    .command('token')
    .description('renew the lasting token of a user, which is shown this once; the one before is refused')
    .argument('<id>')
    .action((id, _, command) =>
      run(command, async ({ api, output }) =>
        output.one(await answered(api.POST('/api/v1/users/{id}/token', { params: { path: { id } } }))),
      ),
    );

  users
    .command('delete')
    .description('delete a user')
    .argument('<id>')
    .action((id, _, command) =>
      run(command, async ({ api, output }) => {
        await answered(api.DELETE('/api/v1/users/{id}', { params: { path: { id } } }));
        output.say(`The user ${id} is deleted.`);
      }),
    );
}
