import { Ledger, USUAL_RECEIPTS, VendorRoom } from '#libs/sandbox-kit';
import type { SandboxConfig } from '../config/sandbox-config.ts';
import { AwsController } from './aws.controller.ts';
import { SnsControlController } from './control.controller.ts';
import { queryVoice } from './query-answers.ts';
import { SNS, Sns } from './sns.ts';

export const snsControllers = [AwsController, SnsControlController];

export const snsProvider = (config: SandboxConfig) => ({
  provide: Sns,
  useFactory: (ledger: Ledger) => new Sns(roomOf(config), ledger, config),
  inject: [Ledger],
});

function roomOf({ latencyMs, receipts, receiptDelayMs }: SandboxConfig): VendorRoom {
  const settings = {
    latencyMs,
    jitterMs: 0,
    maxInFlight: null,
    maxPerSecond: null,
    retryAfterS: 1,
    price: '0.00645',
    inboundUrl: null,
  };
  const plan = { ...USUAL_RECEIPTS, statuses: ['SUCCESS'], mode: receipts, delayMs: receiptDelayMs };
  return new VendorRoom(SNS, queryVoice, { settings, receipts: plan });
}
