import { partsCalled } from './parts.ts';
import { runParts } from './run-parts.ts';

/** Whatever is added, a run never takes half an hour: what is left by then has failed. */
const MINUTES = 28.5;

const over = new AbortController();
const timer = setTimeout(() => over.abort(`the run took ${MINUTES} minutes`), MINUTES * 60_000);
const { passed, failed } = await runParts(partsCalled(process.argv.slice(2)), { over: over.signal });
clearTimeout(timer);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
