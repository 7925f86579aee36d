// Written by `npm run generate` from the folders below apps.
import { providerBaas } from '../../provider-baas/src/baas.module.ts';
import { providerHkt } from '../../provider-hkt/src/hkt.module.ts';
import { providerHttp } from '../../provider-http/src/http.module.ts';
import { providerKavenegar } from '../../provider-kavenegar/src/kavenegar.module.ts';
import { providerSmsir } from '../../provider-smsir/src/smsir.module.ts';
import { providerSns } from '../../provider-sns/src/sns.module.ts';
import { providerTwilio } from '../../provider-twilio/src/twilio.module.ts';

export const providers = [
  providerBaas,
  providerHkt,
  providerHttp,
  providerKavenegar,
  providerSmsir,
  providerSns,
  providerTwilio,
];
