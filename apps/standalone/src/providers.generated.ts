// Written by `npm run generate` from the folders below apps.
import { providerSns } from '../../provider-sns/src/sns.module.ts';
import { providerTwilio } from '../../provider-twilio/src/twilio.module.ts';

export const providers = [providerSns, providerTwilio];
