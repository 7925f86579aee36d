import { setting } from '#libs/kernel';

export const baasSandboxSettings = {
  apiKey: setting.optionalText('BAAS_API_KEY', {
    describe: 'The key that the fake BaaS accepts; without one it refuses every call.',
    secret: true,
  }),
  projectId: setting.optionalText('BAAS_PROJECT_ID', {
    describe: 'The project of that key, which calls under `/message` must name.',
  }),
};
