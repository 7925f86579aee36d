// Real: the npm package, unpacked into a cache of this spec's own, and the browser in it.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { readServersEnvironment } from '#libs/servers';
import { findChromium } from '../../testing/index.ts';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'postrider-chromium-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

test('without an installed Chromium, that of the npm package is unpacked once and draws letters', async () => {
  const here = readServersEnvironment({ ...process.env, XDG_CACHE_HOME: scratch });
  const bare = { environment: { ...here, path: [] } };
  const [found, same] = await Promise.all([findChromium(bare), findChromium(bare)]);
  const browser = await chromium.launch(found);

  const pages = await Promise.all([browser.newPage(), browser.newPage()]);
  await pages[0]!.close();
  await pages[1]!.setContent('<span>Postrider</span>');
  const width = await pages[1]!.evaluate('document.querySelector("span").getBoundingClientRect().width');
  await browser.close();

  expect(same).toEqual(found);
  expect(found.executablePath.startsWith(scratch)).toBe(true);
  expect(found.env['LD_LIBRARY_PATH']).toContain(scratch);
  expect(readdirSync(join(scratch, 'postrider/bin'))).toHaveLength(1);
  expect(width).toBeGreaterThan(30);
}, 240_000);

test('a Chromium on the path is used unchanged', async () => {
  const here = readServersEnvironment();
  const program = join(scratch, 'chromium');
  writeFileSync(program, '', { mode: 0o755 });

  expect(await findChromium({ environment: { ...here, path: [scratch] } })).toMatchObject({ executablePath: program });
});
