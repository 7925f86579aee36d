import { setting } from '#libs/kernel';

export const acmeSandboxSettings = {
  token: setting.optionalText('ACME_TOKEN', {
    describe: 'The token that the fake Acme accepts; without one it refuses every call.',
    secret: true,
  }),
};
