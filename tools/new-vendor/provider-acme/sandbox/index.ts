import type { FakeVendor } from '#libs/sandbox-kit';
import { AcmeController } from './acme.controller.ts';
import { Acme } from './acme.ts';
import { acmeSandboxSettings } from './settings.ts';
import { acmeVoice } from './voice.ts';

export const fakeVendor: FakeVendor<typeof acmeSandboxSettings> = {
  name: 'acme',
  settings: acmeSandboxSettings,
  voice: acmeVoice,
  price: '0.01',
  controllers: [AcmeController],
  vendor: Acme,
  open: ({ token }, { room, ledger }) => new Acme(room, ledger, token),
};
