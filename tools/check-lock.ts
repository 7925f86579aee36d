import { readFileSync } from 'node:fs';
import { gapsIn, hostsIn, type Lock } from './lock.ts';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
const problems = [
  ...gapsIn(lock).map(({ name, neededBy }) => `${name}, needed by ${neededBy}, has no entry: run \`npm run lock\`.`),
  ...hostsIn(lock).map(
    (place) => `${place} names the host it came from: set omit-lockfile-registry-resolved and install again.`,
  ),
];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
