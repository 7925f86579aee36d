// Real: the sandbox over HTTP with its ledger on disk, a customer's HTTP server.
import { runSandbox, SENDER, type RunningSandbox } from '../harness/running-sandbox.ts';
import { openWebhook } from '../harness/webhook.ts';

const TO = '+85251234567';
let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await runSandbox();
});
afterAll(() => sandbox.stop());

test('Twilio answers STOP, START and HELP itself, each once for a change, and no ledger has it', async () => {
  await using hook = await openWebhook();
  const answer = (body: string) =>
    sandbox.control.call('POST', 'twilio/inbound', { from: TO, to: SENDER, body, url: hook.url });

  for (const body of ['YES', 'STOP', 'stop', 'START', 'START', 'HELP', 'Hello']) await answer(body);

  const { texts, answers } = await sandbox.control.call<{ texts: object[]; answers: object[] }>('GET', `numbers/${TO}`);
  expect(texts).toEqual([]);
  expect(answers).toMatchObject([
    { vendor: 'twilio', from: SENDER, to: TO, body: expect.stringMatching(/^Reply STOP/) },
    { body: expect.stringMatching(/^You are subscribed again/) },
    { body: expect.stringMatching(/^You are unsubscribed/) },
  ]);
  expect(await sandbox.control.call('GET', 'counts')).toMatchObject({ texts: 0 });
});
