import { partsCalled } from './parts.ts';
import { runParts } from './run-parts.ts';

/** A run always ends before half an hour: parts that are left then have failed. */
const MINUTES = 28.5;

const over = new AbortController();
const timer = setTimeout(() => over.abort(`the run took ${MINUTES} minutes`), MINUTES * 60_000);
const { passed, failed } = await runParts(partsCalled(process.argv.slice(2)), { over: over.signal });
clearTimeout(timer);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
