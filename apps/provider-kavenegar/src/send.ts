import { timesScaledBy } from '#libs/kernel';
import { addressFor, type VendorAdapter, type VendorHttp } from '#libs/provider-kit';
import { call } from './api.ts';
import { KAVENEGAR_CARRIES, KAVENEGAR_SENDERS } from './config/carries.ts';
import { checkAccount } from './check.ts';
import { parseKavenegarSecrets, typedAccount, type KavenegarConfig, type KavenegarSecrets } from './config.ts';
import { templateForm, textForm } from './encode.ts';
import { lookUpMessage } from './look-up.ts';
import { outcomeOf } from './outcomes.ts';
import { pollStatuses, readCallback } from './receipt.ts';

export function kavenegarAdapter(
  http: VendorHttp,
  config: Pick<KavenegarConfig, 'apiUrl' | 'environment' | 'sandboxUrl' | 'timeScale'>,
): VendorAdapter<KavenegarSecrets> {
  const times = timesScaledBy(config.timeScale);
  return {
    vendor: 'kavenegar',
    lookup: 'client_reference',
    receipts: 'callback',
    senders: KAVENEGAR_SENDERS,
    carries: KAVENEGAR_CARRIES,
    order: 40,
    parseSecrets: parseKavenegarSecrets,
    account: (settings, environment) => typedAccount(settings, addressFor(environment, config, config.apiUrl)),
    check: (secrets, { signal }) => checkAccount(http, secrets, signal),
    send: async (item, secrets, { signal }) => {
      const { template, to, send_before: sendBefore } = item;
      const options = { signal, sendBefore };
      const result = template
        ? await call(http, secrets, 'verify/lookup', templateForm(item, template), options)
        : await call(http, secrets, 'sms/send', textForm(item, secrets.sender), options);
      return outcomeOf(result, { to, byTemplate: template !== undefined });
    },
    lookUp: (item, secrets, { signal }) => lookUpMessage(http, item, secrets, { times, signal }),
    poll: (_since, secrets, { ids = [], signal }) => pollStatuses(http, secrets, ids, signal),
    readCallback: (callback, secrets, { signal }) => readCallback(http, callback, secrets, signal),
  };
}
