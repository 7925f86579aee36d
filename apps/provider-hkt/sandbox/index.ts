import type { FakeVendor } from '#libs/sandbox-kit';
import { HktControlController } from './control.controller.ts';
import { GatewayController } from './gateway.controller.ts';
import { HKT, Hkt } from './hkt.ts';
import { MAGIC } from './magic.ts';
import { hktSandboxSettings } from './settings.ts';
import { VOICES } from './words.ts';

export const fakeVendor: FakeVendor<typeof hktSandboxSettings> = {
  name: HKT,
  settings: hktSandboxSettings,
  voice: VOICES.xml,
  price: '0',
  port: '5555',
  numbers: [...MAGIC].map(([mrt, { does }]) => ({ number: `+${mrt}`, does })),
  controllers: [GatewayController, HktControlController],
  vendor: Hkt,
  open: ({ applicationId }, { room, ledger }) => new Hkt(room, ledger, applicationId),
};
