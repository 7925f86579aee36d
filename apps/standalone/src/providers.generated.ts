// Written by `npm run generate` from the folders below apps.
import { providerTwilio } from '../../provider-twilio/src/twilio.module.ts';

export const providers = [providerTwilio];
