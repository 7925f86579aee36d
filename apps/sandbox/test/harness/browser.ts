import { chromium, type Browser } from 'playwright-core';
import { findChromium } from '../../../../libs/servers/testing/index.ts';

const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-sync',
];

/** The real Chromium, without a window. */
export async function openBrowser(): Promise<Browser> {
  const found = await findChromium();
  return chromium.launch({ ...found, args: [...found.args, ...QUIET] });
}
