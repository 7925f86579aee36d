import { total } from './part-result.ts';
import { CHECKS } from './parts.ts';
import { runParts } from './run-part.ts';

const { failed, failures } = total(await runParts(CHECKS));
for (const failure of failures) console.log(`\n${failure}`);
console.log(failed > 0 ? `\n${failed} failed` : '\nAll is well.');
process.exitCode = failed > 0 ? 1 : 0;
