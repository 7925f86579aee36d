// Run as a process of its own: `node unpack-chromium.ts <package>`, with TMPDIR as the folder to fill.
const { default: chromium } = (await import(process.argv[2]!)) as { default: { executablePath(): Promise<string> } };
await chromium.executablePath();
export {};
