import { setting } from '#libs/kernel';
import type { VendorDescriptor } from '#libs/provider-kit';
import { composeWithVendors, prometheusWithVendors } from './vendor-services.ts';

const vendors: readonly VendorDescriptor[] = ['acme', 'new-one'].map((name) => ({
  name,
  prefix: `${name.slice(0, 3).toUpperCase()}_`,
  credentials: [],
  newCredentials: () => ({ [`${name.slice(0, 3).toUpperCase()}_TOKEN`]: 'made' }),
  atSandbox: () => ({}),
}));
const described = {
  vendors,
  apps: new Map([
    [
      'provider-acme',
      [
        setting.text('LOG_LEVEL', { describe: 'Passed by an anchor.' }),
        setting.optionalText('ACM_TOKEN', { describe: 'An account needs it.' }),
        setting.text('ACM_PLACE', { describe: 'The adapter needs it.' }),
        setting.optionalText('ACM_SENDER', { describe: 'Nobody needs it.' }),
        setting.optionalText('SANDBOX_ACM_TOKEN', { describe: 'The sandbox needs it.' }),
      ],
    ],
    [
      'sandbox',
      [
        setting.port('SANDBOX_PORT', { describe: 'Of no vendor.', fallback: '1' }),
        setting.optionalText('ACM_TOKEN', { describe: 'The account of the fake.' }),
        setting.text('ACM_REGION', { describe: 'Where it is.', fallback: 'here' }),
      ],
    ],
  ]),
  common: ['LOG_LEVEL'],
  required: ['ACM_TOKEN'],
};

test('every vendor has a service with its settings, and its fake has an account of its own in the sandbox', () => {
  const compose = `
services:
  # <adapters> written
  # </adapters>
  sandbox:
    environment:
      SANDBOX_PORT: '1'
      # <fake vendors>
      OLD: gone
      # </fake vendors>
`;

  expect(composeWithVendors(compose, described)).toBe(`
services:
  # <adapters> written
  provider-acme:
    <<: *service
    command: [provider-acme]
    depends_on:
      nats: { condition: service_healthy }
    environment:
      <<: [*ops, *nats, *provider]
      ACM_TOKEN: \${ACM_TOKEN:?run npm run secrets}
      ACM_PLACE: \${ACM_PLACE:?run npm run secrets}
      ACM_SENDER: \${ACM_SENDER:-}
      SANDBOX_ACM_TOKEN: \${SANDBOX_ACM_TOKEN:?run npm run secrets}
    secrets: [vendor_key]

  provider-new-one:
    <<: *service
    command: [provider-new-one]
    depends_on:
      nats: { condition: service_healthy }
    environment:
      <<: [*ops, *nats, *provider]
    secrets: [vendor_key]
  # </adapters>
  sandbox:
    environment:
      SANDBOX_PORT: '1'
      # <fake vendors>
      ACM_TOKEN: \${SANDBOX_ACM_TOKEN:?run npm run secrets}
      ACM_REGION: \${SANDBOX_ACM_REGION:-}
      # </fake vendors>
`);
});

test('every adapter is scraped', () => {
  const scraped = prometheusWithVendors('- gateway:9464\n# <adapters>\n# </adapters>\n', vendors);

  expect(scraped).toBe('- gateway:9464\n# <adapters>\n- provider-acme:9464\n- provider-new-one:9464\n# </adapters>\n');
});

test('a file without the marks is refused with their name', () => {
  expect(() => prometheusWithVendors('- gateway:9464\n', vendors)).toThrow('# <adapters>');
});
