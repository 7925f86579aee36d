import type { FakeVendor } from '#libs/sandbox-kit';
import { smsirVoice } from './answers.ts';
import { SmsirControlController } from './control.controller.ts';
import { MAGIC_NUMBERS } from './magic-numbers.ts';
import { SERVICE_LINE } from './accounts.ts';
import { smsirSandboxSettings } from './settings.ts';
import { SmsirController } from './smsir.controller.ts';
import { SMSIR, Smsir } from './smsir.ts';

export const fakeVendor: FakeVendor<typeof smsirSandboxSettings> = {
  name: SMSIR,
  settings: smsirSandboxSettings,
  voice: smsirVoice,
  price: '1',
  statuses: ['3', '5', '1'],
  numbers: MAGIC_NUMBERS,
  controllers: [SmsirController, SmsirControlController],
  vendor: Smsir,
  open: ({ apiKey, lineNumber }, { room, ledger }) =>
    new Smsir(room, ledger, apiKey ? { apiKey, lines: [lineNumber, SERVICE_LINE], kind: 'live' } : undefined),
};
