import { setting } from '#libs/kernel';

export const hktSandboxSettings = {
  applicationId: setting.optionalText('HKT_APPLICATION_ID', {
    describe: 'The application that the fake HKT takes; without one it takes every application.',
  }),
};
