import { globSync, readFileSync } from 'node:fs';
import { lostCitations } from './document-citations.ts';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const documents = globSync(['*.md', 'docs/**/*.md', '{apps,libs}/*/README.md', '{deploy,e2e,bench}/**/*.md']);
for (const document of documents)
  for (const lost of lostCitations(document, readFileSync(document, 'utf8'), Object.keys(scripts))) {
    console.error(`${document} cites ${lost}, which is not there.`);
    process.exitCode = 1;
  }
