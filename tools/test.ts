import { partsCalled } from './parts.ts';
import { runParts } from './run-part.ts';

const { passed, failed } = await runParts(partsCalled(process.argv.slice(2)));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
