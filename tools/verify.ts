import { CHECKS } from './parts.ts';
import { runParts } from './run-part.ts';

// The specs stand last and take longest: they begin first, and everything else goes beside them.
const { failed } = await runParts(CHECKS.toReversed(), 2);
console.log(failed > 0 ? `${failed} failed` : 'All is well.');
process.exitCode = failed > 0 ? 1 : 0;
