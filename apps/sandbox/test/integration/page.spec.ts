// Real: the phones' page in Chromium, the sandbox over HTTP with its ledger on disk.
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../harness/browser.ts';
import { createRaw, runSandbox, SENDER, type RunningSandbox } from '../harness/running-sandbox.ts';
import { openWebhook } from '../harness/webhook.ts';

let sandbox: RunningSandbox;
let browser: Browser;
let page: Page;
const others: RunningSandbox[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  sandbox = await runSandbox();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await sandbox?.stop();
});
beforeEach(async () => {
  await sandbox.control.call('POST', 'reset');
  await sandbox.control.call('PUT', 'twilio/receipts', { stepMs: 20 });
  page = await browser.newPage();
  await page.goto(sandbox.url);
  await page.locator('#link[data-state=live]').waitFor();
});
afterEach(async () => {
  await page.close();
  for (const other of others.splice(0)) await other.stop();
});

/** Keeps the longest time between two frames. */
const WATCH_FRAMES = `
  globalThis.longestFrame = 0;
  let last = performance.now();
  requestAnimationFrame(function tick(now) {
    longestFrame = Math.max(longestFrame, now - last);
    last = now;
    requestAnimationFrame(tick);
  });`;

const send = (to: string, body: string) => createRaw(sandbox.url, { To: to, Body: body });
const cards = () => page.locator('.phone .number').allTextContents();
const phone = (number: string) =>
  page.locator('.phone', { has: page.getByRole('heading', { name: number, exact: true }) });

test('a text appears at once, with its sender and its present status, newest phone first', async () => {
  await page.getByText('No texts yet').waitFor();
  await sandbox.control.call('PUT', 'twilio/receipts', { mode: 'off' });
  const { sid } = (await (await send('+85251234567', 'Hello')).json()) as { sid: string };

  const card = phone('+85251234567');
  await card.getByText('Hello').waitFor();
  await card.getByText('Sent').waitFor();
  expect(await card.innerText()).toMatch(/1 text\s[^]*From \+15005550006[^]*1 segment/);
  await sandbox.control.call('POST', `twilio/messages/${sid}/advance`, { status: 'undelivered', errorCode: 30005 });
  await card.getByText('Not delivered (30005)').waitFor();
  await send('+85259999999', 'Second');
  await phone('+85259999999').waitFor();
  expect(await cards()).toEqual(['+85259999999', '+85251234567']);
  await send('+85251234567', 'Third');
  await card.getByText('Third').waitFor();
  expect(await cards()).toEqual(['+85251234567', '+85259999999']);
});

test('a text is shown exactly as it is written', async () => {
  const body = '<img src=x onerror="document.title=1"><script>document.title=2</script> & "quotes"';
  await send('+85251234567', body);

  const shown = phone('+85251234567').locator('.body');
  await shown.waitFor();

  expect(await shown.textContent()).toBe(body);
  expect(await shown.locator('*').count()).toBe(0);
  expect(await page.title()).toBe('Postrider sandbox: phones');
});

test('the pictures of a message are shown in the thread', async () => {
  const mediaUrl = ['jpg', 'png'].map((type) => `${sandbox.url}/media/sample.${type}`);
  await sandbox.client.messages.create({ to: '+85251234567', from: SENDER, body: 'Look', mediaUrl });

  const shown = phone('+85251234567').getByRole('img');
  await shown.nth(1).waitFor();
  await page.waitForFunction(
    '[...document.images].every(({ complete, naturalWidth }) => complete && naturalWidth > 0)',
  );
  expect(await shown.count()).toBe(2);
  expect(await shown.first().getAttribute('alt')).toBe('Picture 1 of 2');
});

test('a person types a reply on a phone, with the keyboard alone', async () => {
  await using hook = await openWebhook();
  await sandbox.control.call('PATCH', 'twilio/settings', { inboundUrl: hook.url });
  await send('+85251234567', 'Shall I come?');
  const card = phone('+85251234567');
  await card.getByRole('textbox', { name: 'Reply from +85251234567' }).focus();
  await page.keyboard.type('Yes <b>please</b>');
  await page.keyboard.press('Enter');

  await card.getByText(`twilio passed it on to ${SENDER}.`).waitFor();
  expect(hook.received[0]!.params).toMatchObject({ From: '+85251234567', To: SENDER, Body: 'Yes <b>please</b>' });
  expect(await card.locator('.text.mine .body').textContent()).toBe('Yes <b>please</b>');
  expect(await card.getByRole('textbox').inputValue()).toBe('');
  await send('+85251234567', 'Good');
  await card.getByText('Good', { exact: true }).waitFor();
  expect(await card.locator('.body').allTextContents()).toEqual(['Good', 'Yes <b>please</b>', 'Shall I come?']);
});

test("what Twilio itself answers to STOP is in the thread as Twilio's own, and counts as no text", async () => {
  await using hook = await openWebhook();
  await sandbox.control.call('PATCH', 'twilio/settings', { inboundUrl: hook.url });
  await send('+85251234567', 'Offers');
  const card = phone('+85251234567');
  await card.getByRole('textbox').fill('STOP');
  await card.getByRole('button', { name: 'Send' }).click();

  await card.getByText('You are unsubscribed').waitFor();
  expect(await card.locator('.text').first().innerText()).toMatch(/twilio itself[^]*Not of an account/);
  expect(await card.locator('.body').allTextContents()).toEqual([expect.any(String), 'STOP', 'Offers']);
  expect(await card.locator('.count').textContent()).toBe('1 text');
});

test('a reply to a line whose vendor knows no address says what to set', async () => {
  const key = 'a'.repeat(32);
  await sandbox.control.call('POST', 'kavenegar/accounts', { key });
  await fetch(`${sandbox.url}/v1/${key}/sms/send.json?receptor=09121234567&message=Hello`);
  const card = phone('+989121234567');
  await card.getByRole('textbox').fill('Hello?');
  await card.getByRole('button', { name: 'Send' }).click();

  await card.getByText('Set inboundUrl').waitFor();
});

test('a reply that nobody takes stays in its field, and the page says why', async () => {
  await createRaw(sandbox.url, { To: '+85251234567', From: 'MyBrand' });
  const card = phone('+85251234567');
  await card.getByRole('textbox').fill('Hello?');
  await card.getByRole('button', { name: 'Send' }).click();

  await card.getByText('Nobody can answer a sender that is a name').waitFor();
  expect(await card.getByRole('textbox').inputValue()).toBe('Hello?');
  expect(await card.locator('.text.mine').count()).toBe(0);
});

test('a search shows the phones whose number contains it, also old ones, and stays live', async () => {
  await send('+84901234567', 'old');
  for (let index = 0; index < 60; index++) await send(`+8525${1_000_000 + index}`, 'newer');
  await phone('+85251000059').waitFor();
  expect(await phone('+84901234567').count()).toBe(0);

  await page.getByRole('searchbox').fill('8490');
  await phone('+84901234567').waitFor();
  await send('+85251000000', 'elsewhere');
  await send('+84901234567', 'while searching');

  await page.getByText('while searching').waitFor();
  expect(await cards()).toEqual(['+84901234567']);
  await page.getByRole('searchbox').fill('5555');
  await page.getByText('No phone with this number').waitFor();
});

test('a burst of 5,000 texts does not freeze the page, and its last texts are there', async () => {
  await page.evaluate(WATCH_FRAMES);

  const numbers = Array.from({ length: 5_000 }, (_, index) => `+8525${1_000_000 + (index % 2_500)}`);
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      for (let number = numbers.pop(); number; number = numbers.pop()) await send(number, `To ${number}`);
    }),
  );

  await page.locator('[data-figure=texts]', { hasText: '5,000' }).waitFor({ timeout: 120_000 });
  await page.locator('[data-figure=delivered]', { hasText: '5,000' }).waitFor({ timeout: 120_000 });
  expect(await page.locator('.phone').count()).toBeLessThanOrEqual(48);
  const longest = await page.evaluate('longestFrame');
  expect(longest).toBeLessThan(3_000);
}, 300_000);

test('a reset empties the page', async () => {
  await send('+85251234567', 'before');
  await phone('+85251234567').waitFor();

  await sandbox.control.call('POST', 'reset');

  await page.getByText('No texts yet').waitFor();
  expect(await cards()).toEqual([]);
});

test('it fits a phone, and can be used without a mouse', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await send('+85251234567', 'a'.repeat(300));
  await phone('+85251234567').waitFor();

  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the phones');
  await page.keyboard.press('Tab');
  await page.keyboard.type('8525');
  expect(await page.getByRole('searchbox', { name: 'Show the phones whose number contains' }).inputValue()).toBe(
    '8525',
  );
});

test('a page whose sandbox is away says so, and loads the present state when it is back', async () => {
  const first = await runSandbox();
  await page.goto(first.url);
  await createRaw(first.url, { To: '+85251234567', Body: 'before' });
  await page.getByText('before').waitFor();

  await first.close();
  await page.getByText('Disconnected; trying again').waitFor();
  const second = await runSandbox({ SANDBOX_PORT: new URL(first.url).port }, first.folder);
  others.push(second);
  await createRaw(second.url, { To: '+85251234567', Body: 'after' });

  await page.getByText('after').waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
});

test('a page whose stream was refused connects again', async () => {
  await page.route('**/_sandbox/live', (route) => route.fulfill({ status: 503 }), { times: 1 });
  await page.reload();

  await page.locator('#link[data-state=live]').waitFor();
});
