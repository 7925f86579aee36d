import type { FakeVendor } from '#libs/sandbox-kit';
import { HttpControlController } from './control.controller.ts';
import { HttpVendors } from './http-vendors.ts';
import { infobipCallback, INFOBIP_STATUSES } from './infobip.ts';
import { InfobipController } from './infobip.controller.ts';
import { httpSandboxSettings } from './settings.ts';
import { VONAGE_STATUSES, vonageCallback, vonageVoice } from './vonage.ts';
import { VonageController } from './vonage.controller.ts';

/** The fakes of the vendors whose descriptions are shipped; they share faults, settings and receipts. */
export const fakeVendor: FakeVendor<typeof httpSandboxSettings> = {
  name: 'http',
  settings: httpSandboxSettings,
  voice: vonageVoice,
  price: '0.03',
  controllers: [VonageController, InfobipController, HttpControlController],
  vendor: HttpVendors,
  open: ({ key, secret }, { room, ledger, sender }) =>
    new HttpVendors(room, ledger, sender, key !== undefined && secret !== undefined ? { key, secret } : undefined, {
      vonage: { callback: vonageCallback, statuses: VONAGE_STATUSES },
      infobip: { callback: infobipCallback, statuses: INFOBIP_STATUSES },
    }),
};
