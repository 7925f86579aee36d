// A process of its own: `node unpack-chromium.ts <package>`, with TMPDIR as the folder to fill.
import { argv } from 'node:process';

const { default: chromium } = (await import(argv[2]!)) as { default: { executablePath(): Promise<string> } };
await chromium.executablePath();
