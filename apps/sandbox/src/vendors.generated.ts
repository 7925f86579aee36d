// Written by `npm run generate` from the folders below apps.
import type { FakeVendor } from '#libs/sandbox-kit';
import { fakeVendor as baas } from '../../provider-baas/sandbox/index.ts';
import { fakeVendor as hkt } from '../../provider-hkt/sandbox/index.ts';
import { fakeVendor as http } from '../../provider-http/sandbox/index.ts';
import { fakeVendor as kavenegar } from '../../provider-kavenegar/sandbox/index.ts';
import { fakeVendor as smsir } from '../../provider-smsir/sandbox/index.ts';
import { fakeVendor as sns } from '../../provider-sns/sandbox/index.ts';
import { fakeVendor as twilio } from '../../provider-twilio/sandbox/index.ts';

export const fakeVendors: readonly FakeVendor[] = [baas, hkt, http, kavenegar, smsir, sns, twilio];
