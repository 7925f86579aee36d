import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { EXIT } from './failure.ts';
import { program } from './program.ts';

const README = 'apps/cli/README.md';

/** `UPDATE_README=1` writes the table. */
test('the README lists every command with what it does', async () => {
  const readme = readFileSync(README, 'utf8');
  const [begin, end] = ['<!-- commands -->', '<!-- /commands -->'];
  const table = await format(['| command | does |', '| --- | --- |', ...rowsOf(program())].join('\n'), {
    parser: 'markdown',
  });
  const wanted = `${readme.slice(0, readme.indexOf(begin))}${begin}\n\n${table}\n${readme.slice(readme.indexOf(end))}`;
  if (process.env.UPDATE_README) writeFileSync(README, wanted);

  expect(readFileSync(README, 'utf8')).toBe(wanted);
});

test('the README explains every exit code, and so does the help', () => {
  const rows = readFileSync(README, 'utf8').match(/^\| \d +\|/gm) ?? [];
  expect(rows.map((row) => Number(row.slice(2, 3)))).toEqual(Object.values(EXIT));

  let help = '';
  program()
    .configureOutput({ writeOut: (text) => (help += text) })
    .outputHelp();
  expect(
    help
      .match(/Exit codes:.*/s)?.[0]
      .match(/\d/g)
      ?.map(Number),
  ).toEqual(Object.values(EXIT));
});

test.each([['login'], ['templates', 'change']])('the help of %s %s shows the options of every command', (...path) => {
  const command = path.reduce<CommandUnknownOpts>(
    (above, name) => above.commands.find((it) => it.name() === name)!,
    program(),
  );
  expect(command.helpInformation()).toContain('--url <address>');
});

function rowsOf(command: CommandUnknownOpts, above: readonly string[] = []): string[] {
  return command.commands.flatMap((sub) => {
    const path = [...above, sub.name()];
    if (sub.commands.length > 0) return rowsOf(sub, path);
    const args = sub.registeredArguments.map((arg) => {
      const name = `${arg.name()}${arg.variadic ? '...' : ''}`;
      return arg.required ? `<${name}>` : `[${name}]`;
    });
    return `| \`${[...path, ...args].join(' ')}\` | ${sub.description()} |`;
  });
}
