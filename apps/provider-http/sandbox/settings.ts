import { setting } from '#libs/kernel';

export const httpSandboxSettings = {
  key: setting.optionalText('HTTPAPI_KEY', {
    describe: 'The key that the fake Vonage and the fake Infobip accept; without one they refuse every call.',
    secret: true,
  }),
  secret: setting.optionalText('HTTPAPI_SECRET', {
    describe: 'The secret that the fake Vonage accepts with it.',
    secret: true,
  }),
};
