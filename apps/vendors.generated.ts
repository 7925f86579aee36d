// Written by `npm run generate` from the folders below apps.
import type { VendorDescriptor } from '#libs/provider-kit';
import { vendor as baas } from './provider-baas/vendor.ts';
import { vendor as hkt } from './provider-hkt/vendor.ts';
import { vendor as http } from './provider-http/vendor.ts';
import { vendor as kavenegar } from './provider-kavenegar/vendor.ts';
import { vendor as smsir } from './provider-smsir/vendor.ts';
import { vendor as sns } from './provider-sns/vendor.ts';
import { vendor as twilio } from './provider-twilio/vendor.ts';

export const vendors: readonly VendorDescriptor[] = [baas, hkt, http, kavenegar, smsir, sns, twilio];
