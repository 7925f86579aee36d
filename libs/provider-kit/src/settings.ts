import { outboundSettings, publicAddressInProduction, setting, type Setting } from '#libs/kernel';

const url = setting.url('SANDBOX_URL', {
  describe:
    "The sandbox, whose account takes test messages while the account of a vendor's own settings is live, or while there is none.",
  fallback: '',
});

/** The settings that every provider adds to its schema. */
export const providerSettings = {
  ...outboundSettings,
  vendorKey: setting.key('VENDOR_KEY', {
    describe: 'Seals the secrets of vendor accounts; the same for all replicas of a provider.',
  }),
  publicUrl: setting.url('PUBLIC_URL', {
    describe: 'Where vendors reach the gateway; callback addresses begin with it.',
    fallback: 'http://127.0.0.1:8000',
    inProduction: publicAddressInProduction,
  }),
  sandboxUrl: { ...url, parse: (raw) => (raw === '' ? undefined : url.parse(raw)) } as Setting<string | undefined>,
  maxInFlight: setting.integer('PROVIDER_MAX_IN_FLIGHT', {
    describe: 'Sends a replica has in the air at once; more are answered not_started.',
    fallback: '1000',
    min: 1,
    max: 10_000,
  }),
};
