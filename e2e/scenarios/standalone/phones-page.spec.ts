// Everything is real, also the browser; the sandbox plays the vendor and the phones.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from '../../../libs/servers/testing/index.ts';
import type { Sent } from '../../harness/api.ts';
import { everyPromiseHolds, Scene } from '../../harness/scene.ts';
import { sharedTarget } from '../../harness/target.ts';

let scene: Scene;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  scene = await Scene.open(sharedTarget(), 'page', 6);
  browser = await chromium.launch(await findChromium());
  page = await browser.newPage();
}, 240_000);
afterAll(async () => {
  await browser.close();
  await scene.close();
});

test('a text sent by the printed curl appears on the open page of the phones, and is shown as delivered', async () => {
  const to = scene.numbers.next();
  await page.goto(scene.target.sandbox);
  await page.locator('#link[data-state=live]').waitFor();
  let reloads = 0;
  page.on('framenavigated', () => (reloads += 1));
  const command = scene.target.sendCommand.replace(/\+\d+/, to).replace('Hello from', 'Greetings from');

  const { stdout } = await promisify(execFile)('sh', ['-c', command]);
  scene.asked(JSON.parse(stdout) as Sent);

  const phone = page.locator('.phone', { has: page.getByRole('heading', { name: to, exact: true }) });
  await phone.getByText('Greetings from Postrider').waitFor();
  await phone.getByText('Delivered', { exact: true }).waitFor();
  expect(await phone.locator('.text').count()).toBe(1);
  expect(reloads).toBe(0);
}, 60_000);

test("the page of the API's document shows its calls, nothing in it is blocked, and it loads nothing from other hosts", async () => {
  const docs = await browser.newPage();
  const { origin } = new URL(scene.target.gateways[0]!);
  const complaints: string[] = [];
  const elsewhere: string[] = [];
  docs.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  docs.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) elsewhere.push(url);
  });

  await docs.goto(`${origin}/swagger/`);
  const call = docs.locator('#operations-default-sendMessage');
  await call.getByRole('button').first().click();
  await call.getByText('Answered once the message is stored').waitFor();

  expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] });
  await docs.close();
}, 60_000);

everyPromiseHolds(() => scene);
