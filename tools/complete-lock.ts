import { readFileSync, writeFileSync } from 'node:fs';
import { completed, gapsIn, type Lock } from './lock.ts';

// A registry may offer only the binaries of the platform that asks. npm then writes a lock without the others, and `npm
// ci` refuses that lock on other platforms.
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
const gaps = gapsIn(lock);
if (gaps.length > 0) writeFileSync('package-lock.json', `${JSON.stringify(completed(lock), null, 2)}\n`);
console.log(`${gaps.length} platform packages added to package-lock.json`);
