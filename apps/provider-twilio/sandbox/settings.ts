import { setting } from '#libs/kernel';

export const twilioSandboxSettings = {
  accountSid: setting.optionalText('TWILIO_ACCOUNT_SID', {
    describe: 'The account that the fake Twilio accepts (AC...); without one it refuses every call.',
  }),
  authToken: setting.optionalText('TWILIO_AUTH_TOKEN', {
    describe: 'The token of that account; it also signs the callbacks.',
    secret: true,
  }),
};
