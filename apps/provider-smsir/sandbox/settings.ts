import { setting } from '#libs/kernel';

export const smsirSandboxSettings = {
  apiKey: setting.optionalText('SMSIR_API_KEY', {
    describe: 'The key that the fake SMS.IR accepts; without one it refuses every call.',
    secret: true,
  }),
  lineNumber: setting.text('SMSIR_LINE_NUMBER', {
    describe: "The line of that key's account.",
    fallback: '30001234',
  }),
};
