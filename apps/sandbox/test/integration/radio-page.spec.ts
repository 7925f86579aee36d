// Real: the page of the phones that send in Chromium, the sandbox, and the phones' own program; the other side is scripted.
import type { Browser, Locator, Page } from 'playwright-core';
import { until } from '#libs/sandbox-kit/testing';
import type { RadioPhoneView } from '../../src/radio/phone-view.ts';
import { ScriptedLease, SECRET } from '../harness/agent-lease.ts';
import { openBrowser } from '../harness/browser.ts';
import { runSandbox, type RunningSandbox } from '../harness/running-sandbox.ts';

const TO = '+85251234567';
let lease: ScriptedLease;
let sandbox: RunningSandbox;
let browser: Browser;
let page: Page;
const failures: string[] = [];
beforeAll(async () => {
  browser = await openBrowser();
}, 240_000);
afterAll(() => browser?.close());
beforeEach(async () => {
  lease = await new ScriptedLease().start();
  sandbox = await runSandbox({
    SANDBOX_AGENT_URL: lease.url,
    SANDBOX_PHONES: '2',
    AGENT_REGISTRATION_SECRET: SECRET,
  });
  page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  failures.length = 0;
  page.on('console', (said) => said.type() === 'error' && failures.push(said.text()));
  page.on('pageerror', (error) => failures.push(error.message));
  await page.goto(`${sandbox.url}/radio`);
  await page.locator('#link[data-state=live]').waitFor();
});
afterEach(async () => {
  await page.close();
  await sandbox.stop();
  await lease.stop();
});

const card = (label = 'Sandbox phone 1'): Locator => page.getByRole('region', { name: label, exact: true });
const act = (name: string, of = card()) => of.getByRole('button', { name, exact: true }).click();
const open = (summary: string, of = card()) => of.getByText(summary, { exact: true }).click();
const state = (word: string, of = card()) => of.locator('.state').getByText(word, { exact: true }).waitFor();
const phone = async (name = 'phone-1'): Promise<RadioPhoneView> =>
  (await sandbox.control.call<{ phones: RadioPhoneView[] }>('GET', `radio/phones/${name}`)).phones[0]!;

test('each phone shows who it is, its battery and SIMs, and what it sends, as it happens', async () => {
  await state('Online');
  await state('Online', card('Sandbox phone 2'));
  await card('Sandbox phone 2').getByText('SIM 2: +85255500002, HK, Sandbox HK').waitFor();
  await card().getByText('80 %, wifi').waitFor();
  await sandbox.control.call('POST', 'radio/phones/phone-2/off');
  await state('Off', card('Sandbox phone 2'));

  lease.add(TO, '<b>Hello</b>');
  await card().getByText('Sent 1 text').waitFor();
  await card().getByText(`${TO}: <b>Hello</b>`).waitFor();
  await card().getByText('Holds nothing').waitFor();
  await card().getByText('report', { exact: true }).waitFor();
  expect(failures).toEqual([]);
});

test('what surrounds a phone is set, and a field that is being typed in keeps what was typed', async () => {
  await state('Online');
  await open('Radio, battery, clock');
  await card().getByLabel('Battery, percent').fill('7');
  await sandbox.control.call('PATCH', 'radio/phones/phone-1', { network: 'cellular', battery: 55 });
  await card().getByText('55 %, cellular').waitFor();
  expect(await card().getByLabel('Battery, percent').inputValue()).toBe('7');
  await card().getByLabel('Charging').check();
  await card().getByLabel('Coverage').uncheck();
  await card().getByLabel('The radio fails with').fill('GENERIC_FAILURE');
  await card().getByLabel('Clock ahead, hours').fill('-1.5');
  await card().getByLabel('for, seconds').fill('0.5');
  await act('Set');

  await card().getByText('7 %, charging, no coverage').waitFor();
  expect((await phone()).conditions).toMatchObject({
    battery: 7,
    charging: true,
    coverage: false,
    failure: 'GENERIC_FAILURE',
    failures: null,
    clockAheadMs: -5_400_000,
    hangMs: 500,
    network: 'cellular',
  });
  await card().getByLabel('The radio fails with').fill('');
  await act('Set');
  await until(async () => (await phone()).conditions.failure === null);
});

test('a phone is paused, crashed at a step, started, rebooted and switched off, with the keyboard alone', async () => {
  await sandbox.control.call('POST', 'radio/phones/phone-2/off');
  await state('Online');
  const press = async (name: string) => {
    await card().getByRole('button', { name, exact: true }).focus();
    await page.keyboard.press('Enter');
  };
  await press('Pause');
  await state('Paused');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Resume');
  await page.keyboard.press('Enter');
  await card().locator('.state:not([data-state=paused])').waitFor();
  await card().locator('summary', { hasText: 'Crash at a step' }).focus();
  await page.keyboard.press('Enter');
  await card().getByLabel('Step').selectOption('agent.send.radio');
  await press('Plan it');
  await card().getByText('It crashes at agent.send.radio, time 1.').waitFor();

  const message = lease.add(TO, 'Hello');
  await state('Crashed');
  await card().getByText('Sent 1 text').waitFor();
  await card().getByText('Holds 1').waitFor();
  await press('Start the program');
  await until(() => lease.reports(message).length === 1);
  expect(lease.reports(message)).toEqual(['UNKNOWN RESTARTED']);
  await card()
    .getByText(/may have been sent and are unknown/)
    .waitFor();
  await press('Reboot');
  await until(async () => (await phone()).boots === 2);
  await press('Switch off');
  await state('Off');
});

test('a phone is added by a code, its SIMs are changed and swapped, it receives a text, and is thrown away', async () => {
  await page.getByRole('form', { name: 'Add a phone' }).getByLabel('Label').fill('Front desk');
  await page.getByRole('form', { name: 'Add a phone' }).getByLabel('Enrolment code').fill('GOOD-CODE');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const desk = card('Front desk');
  await state('Online', desk);
  await open('SIMs', desk);
  await desk.locator('.put [name=slot]').selectOption({ label: '2' });
  await desk.getByLabel('Number').fill('+84901234567');
  await desk.getByLabel('Country').fill('VN');
  await desk.getByLabel('Operator').fill('Viet');
  await act('Put it in', desk);
  await desk.getByText('SIM 2: +84901234567, VN, Viet').waitFor();
  await desk.locator('.swap [name=slot]').selectOption({ label: '2' });
  await desk.getByLabel('changes places with').selectOption('phone-1/0');
  await act('Swap', desk);
  await card().getByText('SIM 1: +84901234567, VN, Viet').waitFor();
  await desk.locator('.put [name=slot]').selectOption({ label: '2' });
  await act('Take it out', desk);
  await desk.getByText('SIM 2: none').waitFor();

  await open('A person sends a text to it', desk);
  await desk.getByLabel('From').fill(TO);
  await desk.getByLabel('Text', { exact: true }).fill('Are you open?');
  await act('Send', desk);
  await desk.getByText(`${TO}: Are you open?`).waitFor();
  await until(() => lease.told.some(({ path }) => path === 'inbox'));
  await open('Enrol anew, throw away', desk);
  await act('Throw the phone away', desk);
  await desk.waitFor({ state: 'detached' });
  expect(failures).toEqual([]);
});

test('a revoked phone says so, a wrong code is told, and a refused control says why', async () => {
  await state('Online');
  lease.revoked.add((await phone()).agentId!);
  await act('Reboot');
  await state('Revoked');
  await open('Enrol anew, throw away');
  await card().getByLabel('Enrolment code').fill('WRONG-CODE');
  await act('Enrol');
  await card()
    .getByText(/The code is refused/)
    .waitFor();
  await card().getByLabel('Enrolment code').fill('GOOD-CODE');
  await act('Enrol');
  await state('Online');

  await open('Radio, battery, clock');
  await card().getByLabel('Network').fill('   ');
  await act('Set');
  await card().locator('.said[data-end=bad]').waitFor();
  expect(await card().locator('.said').textContent()).toContain('network');
});

test("a text of a phone stands on the phones' page with its phone, and its reply reaches it", async () => {
  await sandbox.control.call('POST', 'radio/phones/phone-2/off');
  lease.add(TO, 'Hello');
  await card().getByText('Sent 1 text').waitFor();
  await page.getByRole('link', { name: 'Phones', exact: true }).click();
  const recipient = page.locator('.phone', { has: page.getByRole('heading', { name: TO, exact: true }) });
  await recipient.getByText(/^From \+1202\d+, Sandbox phone 1, SIM 1$/).waitFor();
  await recipient.getByPlaceholder('Reply from this phone').fill('Thanks');
  await recipient.getByRole('button', { name: 'Send' }).click();
  await recipient.getByText(/^The phone with .* received it\.$/).waitFor();

  await page.getByRole('link', { name: 'Phones that send' }).click();
  await card().getByText(`${TO}: Thanks`).waitFor();
});

test('it fits a phone and a wide screen, the first tab skips the head, and nothing is refused by its policy', async () => {
  lease.add(TO, 'a'.repeat(300));
  await card()
    .getByText(`${TO}: aaa`)
    .or(card('Sandbox phone 2').getByText(`${TO}: aaa`))
    .first()
    .waitFor();
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`${sandbox.url}/radio`);
    await state('Online');
    for (const summary of await card().locator('summary').all()) await summary.click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  }
  await page.reload();
  await state('Online');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the phones');
  expect(failures).toEqual([]);
});
