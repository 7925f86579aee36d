import type { FakeVendor } from '#libs/sandbox-kit';
import { AwsController } from './aws.controller.ts';
import { SnsControlController } from './control.controller.ts';
import { queryVoice } from './query-answers.ts';
import { snsSandboxSettings } from './settings.ts';
import { SNS, Sns } from './sns.ts';

export const fakeVendor: FakeVendor<typeof snsSandboxSettings> = {
  name: SNS,
  settings: snsSandboxSettings,
  voice: queryVoice,
  price: '0.00645',
  statuses: ['SUCCESS'],
  controllers: [AwsController, SnsControlController],
  vendor: Sns,
  open: ({ accessKeyId, secretAccessKey, region, accountId: id }, { room, ledger }) =>
    new Sns(room, ledger, accessKeyId && secretAccessKey ? { id, accessKeyId, secretAccessKey, region } : undefined),
};
