import { setting } from '#libs/kernel';

export const kavenegarSandboxSettings = {
  apiKey: setting.optionalText('KAVENEGAR_API_KEY', {
    describe: 'The key that the fake Kavenegar accepts; without one it refuses every call.',
    secret: true,
  }),
};
