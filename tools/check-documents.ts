import { globSync, readFileSync } from 'node:fs';
import { lostCitations, lostTests } from './document-citations.ts';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const documents = globSync(['*.md', 'docs/**/*.md', '{apps,libs}/*/README.md', '{deploy,e2e,bench}/**/*.md']);
const specs = globSync('{apps,libs,e2e}/**/*.spec.ts').map((file) => readFileSync(file, 'utf8'));
for (const document of documents) {
  const text = readFileSync(document, 'utf8');
  const lost = [...lostCitations(document, text, Object.keys(scripts)), ...lostTests(text, specs.join('\n'))];
  for (const what of lost) {
    console.error(`${document} cites ${what}, which does not exist.`);
    process.exitCode = 1;
  }
}
