import type { Command } from '@commander-js/extra-typings';
import { answered, clientOf, type Api } from '../api/client.ts';
import { transport } from '../api/transport.ts';
import { run, runLocally, type LocalCli } from '../cli.ts';
import { profileNameOf, sessionOf, urlOf } from '../connection.ts';
import { readSecret } from '../input.ts';
import type { Profile } from '../profiles.ts';

/** login, logout, profiles and me. */
export function access(program: Command): void {
  program
    .command('login')
    .description(
      'log in as a user, or with --key keep an API key; the password or key is asked for, or read from the standard input',
    )
    .option('--username <name>', 'the user', 'admin')
    .option('--key', 'keep an API key instead of a log-in')
    .action((options, command) => runLocally(command, (cli) => logIn(cli, options)));

  program
    .command('logout')
    .description('end the session and remove the profile')
    .action((_, command) => runLocally(command, logOut));

  const profiles = program.command('profiles').description('saved addresses and log-ins');
  profiles
    .command('list', { isDefault: true })
    .description('list the profiles')
    .action((_, command) => runLocally(command, listProfiles));
  profiles
    .command('use')
    .description('use a profile from now on')
    .argument('<name>')
    .action((name, _, command) =>
      runLocally(command, async ({ profiles, output }) => {
        profiles.use(name);
        output.say(`The profile ${name} is used from now on.`);
      }),
    );
  profiles
    .command('remove')
    .description('forget a profile')
    .argument('<name>')
    .action((name, _, command) =>
      runLocally(command, async ({ profiles, output }) => {
        profiles.remove(name);
        output.say(`The profile ${name} is forgotten.`);
      }),
    );

  program
    .command('me')
    .description('the owner of the credential, and its scopes')
    .action((_, command) =>
      run(command, async ({ api, output }) => output.one(await answered(api.GET('/api/v1/auth/me')))),
    );
}

async function logIn(
  { globals, config, profiles, output }: LocalCli,
  { username, key }: { readonly username: string; readonly key?: true | undefined },
): Promise<void> {
  const name = profileNameOf(globals, config, profiles);
  const url = urlOf(globals, config, profiles.get(name));
  const profile = key
    ? { url, api_key: await readSecret('API key') }
    : { url, session: await sessionFor(url, username, await readSecret(`Password of ${username}`)) };

  const caller = await answered(clientTo(profile).GET('/api/v1/auth/me'));
  profiles.save(name, profile, true);
  if (output.isJson) return output.one({ profile: name, url, ...caller });
  const who = caller.username ?? `the ${caller.environment} key ${caller.id}`;
  output.say(`Logged in at ${url} as ${who}. The profile ${name} is used from now on.`);
}

async function sessionFor(url: string, username: string, password: string) {
  const body = { username, password };
  return sessionOf(username, await answered(clientTo({ url }).POST('/api/v1/auth/login', { body })));
}

function clientTo({ url, api_key: apiKey, session }: Profile): Api {
  const credential = { ...(apiKey !== undefined && { apiKey }), ...(session && { session }) };
  return clientOf(
    url,
    transport({ url, profile: '', ...credential }, () => {}),
  );
}

async function logOut({ globals, config, profiles, output }: LocalCli): Promise<void> {
  const name = profileNameOf(globals, config, profiles);
  const profile = profiles.get(name);
  profiles.remove(name);
  if (profile?.session) {
    const body = { refresh_token: profile.session.refresh_token };
    await answered(clientTo({ url: profile.url }).POST('/api/v1/auth/logout', { body }));
  }
  output.say(`Logged out; the profile ${name} is forgotten.`);
}

async function listProfiles({ profiles, output }: LocalCli): Promise<void> {
  const rows = Object.entries(profiles.all()).map(([name, { url, session }]) => ({
    name,
    url,
    as: session ? session.username : 'an API key',
    current: name === profiles.current,
  }));
  output.list({ data: rows }, 'name', 'url', 'as', 'current');
}
