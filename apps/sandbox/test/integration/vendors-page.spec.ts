// Real: the vendors' page in Chromium, the sandbox over HTTP with its ledger on disk.
import type { Browser, Locator, Page } from 'playwright-core';
import { FAULT_FORMS, FAULT_KINDS } from '#libs/sandbox-kit';
import { until } from '#libs/sandbox-kit/testing';
import { fakeVendors } from '../../src/vendors.generated.ts';
import { openBrowser } from '../harness/browser.ts';
import { createRaw, runSandbox, type RunningSandbox } from '../harness/running-sandbox.ts';

let sandbox: RunningSandbox;
let browser: Browser;
let page: Page;
const failures: string[] = [];
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
  page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  failures.length = 0;
  page.on('console', (said) => said.type() === 'error' && failures.push(said.text()));
  page.on('pageerror', (error) => failures.push(error.message));
  await page.goto(`${sandbox.url}/vendors`);
  await page.getByRole('heading', { name: 'twilio' }).waitFor();
});
afterEach(() => page.close());

interface Rule {
  readonly fault: object;
  readonly match: object;
  readonly count: number;
  readonly fired: number;
}
const rules = async (vendor: string): Promise<Rule[]> =>
  (await sandbox.control.call<{ rules: Rule[] }>('GET', `${vendor}/faults`)).rules;
const section = (vendor: string): Locator => page.getByRole('region', { name: vendor, exact: true });
const choose = (of: Locator, kind: string) => of.getByRole('combobox', { name: /^Fault/ }).selectOption(kind);
const script = async (of: Locator, kind: string): Promise<void> => {
  await of.getByRole('button', { name: 'Script the fault' }).click();
  await of.getByText(`${kind} is scripted.`).waitFor();
};

test('every kind of fault has a form', () => {
  expect(FAULT_FORMS.map(({ kind }) => kind).sort()).toEqual([...FAULT_KINDS].sort());
});

test('every vendor is there with its magic numbers', async () => {
  for (const { name, numbers = [] } of fakeVendors) {
    const details = section(name).locator('.magic');
    if (numbers.length === 0) continue;
    await details.locator('summary').click();
    expect(await details.locator('tbody tr').count()).toBe(numbers.length);
    expect(await details.getByRole('cell').allTextContents()).toEqual(
      numbers.flatMap(({ number, does }) => [number, does]),
    );
  }
  expect(await page.getByRole('region').count()).toBe(fakeVendors.length);
});

test('each fault says whether another route may try after it, of this vendor', async () => {
  const said = async (vendor: string, kind: string) => {
    await choose(section(vendor), kind);
    return section(vendor).locator('.does').textContent();
  };

  expect(await said('twilio', 'unavailable')).toContain('another route may try at once');
  expect(await said('baas', 'unavailable')).toContain('no other route may try before a look-up');
  expect(await said('twilio', 'empty')).toContain('no other route may try before a look-up');
  expect(await said('twilio', 'latency')).toContain('no other route tries');
  expect(await said('twilio', 'error')).toContain('What the answer proves decides');
});

test('every fault of every vendor is scripted from the page', async () => {
  for (const { name } of fakeVendors) {
    for (const kind of FAULT_KINDS) {
      await choose(section(name), kind);
      await script(section(name), kind);
    }
    expect((await rules(name)).map(({ fault }) => fault)).toEqual(FAULT_KINDS.map((kind) => ({ kind })));
  }
  expect(failures).toEqual([]);
}, 180_000);

test('a fault is scripted with its fields, is seen to fire, and is taken away, with the keyboard alone', async () => {
  const twilio = section('twilio');
  await choose(twilio, 'error');
  await twilio.getByLabel('Code: a number or a word').focus();
  await page.keyboard.type('21610');
  await twilio.getByLabel('HTTP status').focus();
  await page.keyboard.type('400');
  await twilio.getByLabel('To', { exact: true }).focus();
  await page.keyboard.type('+8525*');
  await twilio.getByLabel('Always').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await twilio.getByText('error is scripted.').waitFor();

  expect(await rules('twilio')).toMatchObject([
    { fault: { kind: 'error', code: 21610, status: 400 }, match: { to: '+8525*' }, count: Number.MAX_SAFE_INTEGER },
  ]);
  expect((await (await createRaw(sandbox.url, { To: '+85251234567' })).json()) as object).toMatchObject({
    code: 21610,
  });
  await twilio.getByText('fired 1, always').waitFor();
  await twilio.getByRole('button', { name: /^Remove error/ }).focus();
  await page.keyboard.press('Enter');
  await until(async () => (await rules('twilio')).length === 0);
  await twilio.getByText('Scripted faults').waitFor({ state: 'hidden' });
});

test('words, flags and JSON of a fault arrive as they are meant', async () => {
  const twilio = section('twilio');
  await choose(twilio, 'http');
  await twilio.getByLabel('HTTP status').fill('503');
  await twilio.getByLabel('Body: text, or JSON').fill('{"a":[1]}');
  await twilio.getByLabel('The phone gets the text all the same').check();
  await twilio.getByLabel('Times').fill('3');
  await script(twilio, 'http');
  await choose(twilio, 'hang');
  await twilio.getByLabel('Whether the phone gets the text').selectOption('false');
  await script(twilio, 'hang');
  await choose(twilio, 'throttle');
  await twilio.getByLabel('How it says so').selectOption('date');
  await script(twilio, 'throttle');

  expect((await rules('twilio')).map(({ fault, count }) => ({ ...fault, count }))).toEqual([
    { kind: 'http', status: 503, body: { a: [1] }, recorded: true, count: 3 },
    { kind: 'hang', recorded: false, count: 3 },
    { kind: 'throttle', retryAfterAs: 'date', count: 3 },
  ]);
  await twilio.getByRole('button', { name: 'Clear all' }).click();
  await until(async () => (await rules('twilio')).length === 0);
});

test('a fault that is refused says why', async () => {
  const twilio = section('twilio');
  await choose(twilio, 'http');
  await twilio.getByLabel('HTTP status').fill('99');
  await twilio.getByRole('button', { name: 'Script the fault' }).click();

  await twilio.locator('.said[data-end=bad]').waitFor();
  expect(await twilio.locator('.said').textContent()).toContain('status');
  expect(await rules('twilio')).toEqual([]);
});

test.each(['/', '/vendors', '/radio'])(
  '%s fits a phone and a wide screen, and its policy refuses nothing of its own',
  async (path) => {
    await createRaw(sandbox.url, { To: '+85251234567', Body: 'a'.repeat(300) });
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(sandbox.url + path);
      await page.locator('.phone, .vendor').first().waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
    expect(failures).toEqual([]);
  },
);

test('the pages lead to each other, and the first tab skips the head', async () => {
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the vendors');
  await page.getByRole('link', { name: 'Phones', exact: true }).click();
  await page.getByText('No texts yet').waitFor();
  await page.getByRole('link', { name: 'Vendors' }).click();
  await page.getByRole('heading', { name: 'twilio' }).waitFor();
});
