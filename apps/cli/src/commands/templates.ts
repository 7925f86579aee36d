import { Argument, type Command } from '@commander-js/extra-typings';
import { answered } from '../api/client.ts';
import { pagesOf } from '../api/pages.ts';
import type { operations } from '../api/paths.generated.ts';
import { run } from '../cli.ts';
import { agreed, readJson } from '../input.ts';
import { cursorOption, integerFrom, limitOption } from '../options.ts';
import { languageOption, variableOption } from './message-options.ts';

type NewTemplate = operations['createTemplate']['requestBody']['content']['application/json'];
type TemplateChange = operations['changeTemplate']['requestBody']['content']['application/json'];
type Tokens = operations['mapTemplate']['requestBody']['content']['application/json']['tokens'];

const COLUMNS = ['number', 'key', 'name', 'state', 'version', 'approved_version', 'active', 'category', 'id'];
const VERSION_COLUMNS = ['version', 'state', 'created_at', 'created_by', 'approved_at', 'approved_by'];

export function templates(program: Command): void {
  const templates = program.command('templates').description('texts with variables, and their approval');

  templates
    .command('list')
    .description('list the templates')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action((options, command) =>
      run(command, async ({ api, output }) => {
        const page = (query: object) => answered(api.GET('/api/v1/templates', { params: { query } }));
        output.list(await pagesOf(page, options), ...COLUMNS);
      }),
    );

  templates
    .command('show')
    .description('read a template, with hints for its author')
    .argument('<template>', 'id, key or number')
    .action((id, _, command) =>
      run(command, async ({ api, output }) =>
        output.one(await answered(api.GET('/api/v1/templates/{id}', { params: { path: { id } } }))),
      ),
    );

  templates
    .command('create')
    .description('make a template from a file')
    .argument('<file>', 'JSON with key, contents and variables; - is the standard input')
    .action((file, _, command) =>
      run(command, async ({ api, output }) => {
        const body = await readJson<NewTemplate>(file);
        output.one(await answered(api.POST('/api/v1/templates', { body })));
      }),
    );

  templates
    .command('change')
    .description('change a template; other contents are a new version, which is a draft until it is approved')
    .argument('<template>', 'id, key or number')
    .argument('<file>', 'JSON with what changes, such as contents and variables; - is the standard input')
    .action((id, file, _, command) =>
      run(command, async ({ api, output }) => {
        const body = await readJson<TemplateChange>(file);
        output.one(await answered(api.PATCH('/api/v1/templates/{id}', { params: { path: { id } }, body })));
      }),
    );

  templates
    .command('switch')
    .description('let messages be sent by a template, or not')
    .argument('<template>', 'id, key or number')
    .addArgument(new Argument('<state>').choices(['on', 'off'] as const))
    .action((id, state, _, command) =>
      run(command, async ({ api, output }) => {
        const body = { active: state === 'on' };
        output.one(await answered(api.PATCH('/api/v1/templates/{id}', { params: { path: { id } }, body })));
      }),
    );

  templates
    .command('versions')
    .description('the versions of a template, the newest first; with --json their texts')
    .argument('<template>', 'id, key or number')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action((id, options, command) =>
      run(command, async ({ api, output }) => {
        const page = (query: object) =>
          answered(api.GET('/api/v1/templates/{id}/versions', { params: { path: { id }, query } }));
        output.list(await pagesOf(page, options), ...VERSION_COLUMNS);
      }),
    );

  templates
    .command('delete')
    .description('delete a template; its key may be used again')
    .argument('<template>', 'id, key or number')
    .option('--yes', 'without asking')
    .action((id, options, command) =>
      run(command, async ({ api, output }) => {
        const otherwise = 'Nothing is deleted: add --yes to delete the template.';
        await agreed(options, `Delete the template ${id}?`, otherwise);
        await answered(api.DELETE('/api/v1/templates/{id}', { params: { path: { id } } }));
        output.say(`The template ${id} is deleted.`);
      }),
    );

  templates
    .command('approve')
    .description('approve the newest version')
    .argument('<template>', 'id, key or number')
    .option('--version <n>', 'only if this is the newest', integerFrom(1))
    .action((id, { version }, command) =>
      run(command, async ({ api, output }) => {
        const body = version === undefined ? {} : { version };
        output.one(await answered(api.POST('/api/v1/templates/{id}/approve', { params: { path: { id } }, body })));
      }),
    );

  templates
    .command('preview')
    .description('the texts with values, and the parts they would be sent in')
    .argument('<template>', 'id, key or number')
    .addOption(variableOption())
    .addOption(languageOption())
    .action((id, { var: variables, language }, command) =>
      run(command, async ({ api, output }) => {
        const body = { ...(variables && { variables }), ...(language !== undefined && { language }) };
        output.one(await answered(api.POST('/api/v1/templates/{id}/preview', { params: { path: { id } }, body })));
      }),
    );

  templates
    .command('map')
    .description('say by which template of its own a vendor sends this one')
    .argument('<template>', 'id, key or number')
    .argument('<vendor>', 'such as smsir')
    .argument('<code>', "the vendor's code of its template")
    .argument('[tokens...]', "NAME=token for each variable; or the variables in the order of the vendor's tokens")
    .action((id, vendor, code, written, _, command) =>
      run(command, async ({ api, output }) => {
        const params = { path: { id, vendor } };
        const body = { code, tokens: tokensOf(written) };
        output.one(await answered(api.PUT('/api/v1/templates/{id}/vendor-mappings/{vendor}', { params, body })));
      }),
    );

  templates
    .command('unmap')
    .description('remove the mapping of a vendor; its routes then carry no message by this template')
    .argument('<template>', 'id, key or number')
    .argument('<vendor>', 'such as smsir')
    .option('--version <n>', 'of this version instead of the newest', integerFrom(1))
    .action((id, vendor, { version }, command) =>
      run(command, async ({ api, output }) => {
        const params = { path: { id, vendor }, query: version === undefined ? {} : { version: String(version) } };
        await answered(api.DELETE('/api/v1/templates/{id}/vendor-mappings/{vendor}', { params }));
        output.say(`The template ${id} is not mapped to one of ${vendor} any more.`);
      }),
    );
}

function tokensOf(written: readonly string[]): Tokens {
  const pairs = written.map((it) => it.split('='));
  if (pairs.every((pair) => pair.length === 1)) return [...written] as unknown as Tokens;
  return Object.fromEntries(pairs.map(([name, token = name]) => [name, token])) as unknown as Tokens;
}
