import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const FOLDERS = 'apps|libs|deploy|e2e|bench|docs|tools|\\.ci';
const CITED_PATH = new RegExp(`^(?:${FOLDERS})/[\\w@./-]*[\\w/]$`);

/**
 * Citations of a document that do not exist: files in backticks, links to files, npm scripts. Paths are from the root.
 */
export function lostCitations(document: string, text: string, scripts: readonly string[]): readonly string[] {
  const prose = text.replaceAll(/^```[^]*?^```/gm, '');
  const spans = matches(prose, /`([^`\n]+)`/g).filter((span) => CITED_PATH.test(span));
  const links = matches(prose, /\]\(([^)#\s]+)(?:#[^)]*)?\)/g)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => normalize(join(dirname(document), link)));
  const commands = matches(text, /npm run ([\w:-]+)/g).filter((script) => !scripts.includes(script));
  return [
    ...[...spans, ...links].filter((path) => !existsSync(path)),
    ...commands.map((script) => `npm run ${script}`),
  ];
}

/** Tests that a document names as `Test: "title".` and for which no spec has exactly this title. */
export function lostTests(text: string, specs: string): readonly string[] {
  return matches(text, /^Test: "(.+)"\.$/gm).filter((title) => !specs.includes(`'${title}'`));
}

const matches = (text: string, pattern: RegExp): readonly string[] =>
  Array.from(text.matchAll(pattern), ([, it]) => it ?? '');
