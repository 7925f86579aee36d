import { CHECKS, SYSTEM_TESTS } from './parts.ts';
import { runParts } from './run-part.ts';

const names = process.argv.slice(2);
const all = [...CHECKS, ...SYSTEM_TESTS];
const parts = names.length > 0 ? all.filter(({ name }) => names.includes(name)) : all;
if (parts.length < names.length) throw new Error(`The parts are: ${all.map(({ name }) => name).join(', ')}.`);

const { passed, failed } = await runParts(parts);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
