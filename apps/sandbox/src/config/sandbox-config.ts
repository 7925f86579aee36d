import { readConfig, setting, type ConfigOf } from '#libs/kernel';

export const sandboxSettings = {
  port: setting.port('SANDBOX_PORT', {
    describe: "The port of the fake vendors and the phones' page.",
    fallback: '8025',
  }),
  host: setting.listenAddress('SANDBOX_HOST', {
    describe: 'The address it listens on; it has no log-in, so that others see and steer it wherever they reach it.',
    fallback: '127.0.0.1',
  }),
  dataFolder: setting.text('SANDBOX_DATA', {
    describe: 'The folder of the ledger of texts received.',
    fallback: '.data/sandbox',
  }),
  keptTexts: setting.integer('SANDBOX_KEEP', {
    describe: 'How many of the newest texts stay in memory; the ledger on disk keeps all.',
    fallback: '200000',
    min: 1,
  }),
  latencyMs: setting.integer('SANDBOX_LATENCY_MS', {
    describe: 'How long each fake vendor takes between accepting and answering.',
    fallback: '0',
    max: 600_000,
  }),
  receipts: setting.oneOf('SANDBOX_RECEIPTS', ['on', 'off', 'delay'], {
    describe: 'Whether receipts come by themselves, only by hand, or late.',
    fallback: 'on',
  }),
  receiptDelayMs: setting.integer('SANDBOX_RECEIPT_DELAY_MS', {
    describe: 'With SANDBOX_RECEIPTS=delay: how much later the last status comes.',
    fallback: '2000',
  }),
  twilioAccountSid: setting.text('TWILIO_ACCOUNT_SID', {
    describe: 'The account that the fake Twilio accepts (AC...).',
  }),
  twilioAuthToken: setting.text('TWILIO_AUTH_TOKEN', {
    describe: 'The token of that account; it also signs the callbacks.',
    secret: true,
  }),
  awsAccessKeyId: setting.optionalText('AWS_ACCESS_KEY_ID', {
    describe: 'The access key that the fake Amazon SNS accepts; without one it refuses every call.',
  }),
  awsSecretAccessKey: setting.optionalText('AWS_SECRET_ACCESS_KEY', {
    describe: 'The secret of that access key, with which calls are signed.',
    secret: true,
  }),
  awsRegion: setting.text('AWS_REGION', {
    describe: "The region of the fake Amazon's account.",
    fallback: 'us-east-1',
  }),
  awsAccountId: setting.text('AWS_ACCOUNT_ID', {
    describe: "The number of the fake Amazon's account, part of the names of its delivery logs.",
    fallback: '000000000000',
  }),
};

export type SandboxConfig = ConfigOf<typeof sandboxSettings>;

export const readSandboxConfig = (env: Readonly<Record<string, string | undefined>> = process.env): SandboxConfig =>
  readConfig(sandboxSettings, env);
