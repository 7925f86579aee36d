import { setting } from '#libs/kernel';

export const snsSandboxSettings = {
  accessKeyId: setting.optionalText('AWS_ACCESS_KEY_ID', {
    describe: 'The access key that the fake Amazon SNS accepts; without one it refuses every call.',
  }),
  secretAccessKey: setting.optionalText('AWS_SECRET_ACCESS_KEY', {
    describe: 'The secret of that access key, with which calls are signed.',
    secret: true,
  }),
  region: setting.text('AWS_REGION', {
    describe: "The region of the fake Amazon's account.",
    fallback: 'us-east-1',
  }),
  accountId: setting.text('AWS_ACCOUNT_ID', {
    describe: "The number of the fake Amazon's account, part of the names of its delivery logs.",
    fallback: '000000000000',
  }),
};
