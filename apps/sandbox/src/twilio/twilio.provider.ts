import { CallbackSender, Ledger, USUAL_RECEIPTS, VendorRoom } from '#libs/sandbox-kit';
import type { SandboxConfig } from '../config/sandbox-config.ts';
import { TwilioControlController } from './control.controller.ts';
import { TwilioController } from './twilio.controller.ts';
import { TWILIO, Twilio } from './twilio.ts';
import { twilioVoice } from './voice.ts';

export const twilioControllers = [TwilioController, TwilioControlController];

export const twilioProvider = (config: SandboxConfig) => ({
  provide: Twilio,
  useFactory: (ledger: Ledger, sender: CallbackSender) => new Twilio(roomOf(config), ledger, sender, config),
  inject: [Ledger, CallbackSender],
});

function roomOf({ latencyMs, receipts, receiptDelayMs }: SandboxConfig): VendorRoom {
  const settings = {
    latencyMs,
    jitterMs: 0,
    maxInFlight: null,
    maxPerSecond: null,
    retryAfterS: 1,
    price: '-0.00750',
    inboundUrl: null,
  };
  const plan = { ...USUAL_RECEIPTS, mode: receipts, delayMs: receiptDelayMs };
  return new VendorRoom(TWILIO, twilioVoice, { settings, receipts: plan });
}
