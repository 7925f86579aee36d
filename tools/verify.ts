import { CHECKS } from './parts.ts';
import { runParts } from './run-parts.ts';

const { failed } = await runParts(CHECKS);
console.log(failed > 0 ? `${failed} failed` : 'All is well.');
process.exitCode = failed > 0 ? 1 : 0;
