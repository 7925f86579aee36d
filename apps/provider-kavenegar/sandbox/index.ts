import type { FakeVendor } from '#libs/sandbox-kit';
import { KavenegarControlController } from './control.controller.ts';
import { KAVENEGAR, Kavenegar } from './kavenegar.ts';
import { KavenegarController } from './kavenegar.controller.ts';
import { MAGIC_NUMBERS } from './numbers.ts';
import { kavenegarSandboxSettings } from './settings.ts';
import { kavenegarVoice } from './voice.ts';

export const fakeVendor: FakeVendor<typeof kavenegarSandboxSettings> = {
  name: KAVENEGAR,
  settings: kavenegarSandboxSettings,
  voice: kavenegarVoice,
  price: '120',
  statuses: ['5', '10'],
  numbers: MAGIC_NUMBERS,
  controllers: [KavenegarController, KavenegarControlController],
  vendor: Kavenegar,
  open: ({ apiKey }, { room, ledger, sender }) => new Kavenegar(room, ledger, sender, apiKey),
};
