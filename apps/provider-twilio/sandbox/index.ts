import type { FakeVendor } from '#libs/sandbox-kit';
import { TwilioControlController } from './control.controller.ts';
import { MAGIC_TO } from './create-rules.ts';
import { twilioSandboxSettings } from './settings.ts';
import { TwilioController } from './twilio.controller.ts';
import { TWILIO, Twilio } from './twilio.ts';
import { twilioVoice } from './voice.ts';

export const fakeVendor: FakeVendor<typeof twilioSandboxSettings> = {
  name: TWILIO,
  settings: twilioSandboxSettings,
  voice: twilioVoice,
  price: '-0.00750',
  numbers: Object.entries(MAGIC_TO).map(([number, code]) => ({ number, does: `is refused with ${code}` })),
  controllers: [TwilioController, TwilioControlController],
  vendor: Twilio,
  open: ({ accountSid: sid, authToken }, { room, ledger, sender, media }) =>
    new Twilio(room, ledger, sender, media, sid && authToken ? { sid, authToken, kind: 'live' } : undefined),
};
