import type { Setting } from '#libs/kernel';

export type SettingsOfApps = ReadonlyMap<string, readonly Setting<unknown>[]>;

interface Section {
  readonly title: string;
  readonly settings: readonly Setting<unknown>[];
}

/** A Markdown table for each section. */
export function markdown(apps: SettingsOfApps): string {
  return sections(apps)
    .map(({ title, settings }) => `### ${title}\n\n${table(settings)}`)
    .join('\n\n');
}

/** The content of `.env.example`: required variables are empty, the others are commented out with their default. */
export function envExample(apps: SettingsOfApps): string {
  const said = new Set<string>();
  const blocks = sections(apps).map(({ title, settings }) => {
    const fresh = settings.filter(({ variable }) => !said.has(variable));
    for (const { variable } of fresh) said.add(variable);
    return [`# --- ${title} ---`, ...fresh.map(envLine)].join('\n\n');
  });
  return `${HEAD}\n\n${blocks.join('\n\n')}\n`;
}

const HEAD = `# Written by \`npm run generate\` from the settings that the services describe.
# A secret may be in a file: NAME_FILE=/path in place of NAME=value.
# One service alone, from such a file, with Node 22.19 or newer:
# node --env-file=.env dist/apps/gateway/main.js`;

/** First the settings that several apps read and describe alike, then each app's own. */
function sections(apps: SettingsOfApps): readonly Section[] {
  const readers = new Map<string, readonly Setting<unknown>[]>();
  for (const setting of [...apps.values()].flat())
    readers.set(alike(setting), [...(readers.get(alike(setting)) ?? []), setting]);
  const isShared = (setting: Setting<unknown>): boolean => (readers.get(alike(setting)) ?? []).length > 1;

  const shared = [...readers.values()].flatMap(([first]) => (first && isShared(first) ? [first] : []));
  const own = [...apps].map(([app, settings]) => ({ title: app, settings: settings.filter((it) => !isShared(it)) }));
  return [{ title: 'Several services', settings: shared }, ...own].filter(({ settings }) => settings.length > 0);
}

const alike = ({ variable, describe, fallback, secret }: Setting<unknown>): string =>
  JSON.stringify([variable, describe, fallback, secret]);

function table(settings: readonly Setting<unknown>[]): string {
  const rows = settings.map((setting) => [
    `\`${setting.variable}\``,
    escape(meaning(setting)),
    escape(fallbackText(setting)),
  ]);
  const cells = [['Variable', 'Meaning', 'Default'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

const meaning = ({ describe, secret }: Setting<unknown>): string => (secret ? `${describe} Secret.` : describe);

function fallbackText({ fallback }: Setting<unknown>): string {
  if (fallback === undefined) return 'required';
  return fallback === '' ? '' : `\`${fallback}\``;
}

const escape = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/(?<!`[^`]*)\*(?![^`]*`)/g, '\\*');

function envLine(setting: Setting<unknown>): string {
  const { variable, fallback } = setting;
  const line = fallback === undefined ? `${variable}=` : `# ${variable}=${fallback}`;
  return `# ${meaning(setting)}\n${line}`;
}
