import { forbid, libs, owned, SPEC, TESTS, type ImportRule } from './import-rule.ts';

const DESCRIPTOR = '^apps/[^/]+/vendor\\.ts$';
/** The list of vendors for the supervisor, tools and tests. */
export const VENDOR_LIST = '^apps/vendors\\.generated\\.ts$';

/** A vendor is one folder: the adapter in `src`, the fake vendor in `sandbox`, and the descriptor. */
export const VENDOR_RULES: readonly ImportRule[] = [
  forbid(
    'sandbox-hosts-fakes',
    "The sandbox takes the index of a fake vendor and of the phones' own program, and nothing else of an app.",
    { path: '^apps/sandbox/' },
    {
      path: '^apps/',
      pathNot: ['^apps/sandbox/', '^apps/provider-[^/]+/sandbox/index\\.ts$', '^apps/agent/src/index\\.ts$'],
    },
  ),
  forbid(
    'fake-stands-alone',
    "A fake vendor imports kernel and sandbox-kit: its knowledge of the vendor comes from the vendor's documentation.",
    { path: '^apps/(provider-[^/]+)/sandbox/', pathNot: SPEC },
    {
      path: '^(apps|libs)/',
      pathNot: ['^apps/$1/sandbox/', libs(['kernel', 'sandbox-kit'])],
    },
  ),
  forbid(
    'adapter-knows-no-fake',
    'An adapter does not know to whom it sends.',
    { path: '^apps/(provider-[^/]+)/src/' },
    {
      path: '^apps/$1/(sandbox/|vendor\\.ts$)',
    },
  ),
  forbid(
    'expectations-are-typed',
    "The suite's expectations come from the vendor's documentation, and not from the tables that they check.",
    { path: '^apps/provider-[^/]+/test/contract/' },
    { path: '/src/(outcomes\\.ts$|presets/)' },
  ),
  forbid(
    'descriptor-is-plain',
    'The descriptor of a vendor is read unbuilt: it imports kernel, and types of provider-kit.',
    { path: DESCRIPTOR },
    { path: '.', pathNot: libs(['kernel', 'provider-kit']) },
  ),
  forbid(
    'descriptor-is-plain',
    'The descriptor of a vendor is read unbuilt: of provider-kit it imports only types.',
    { path: DESCRIPTOR },
    { path: libs(['provider-kit']), dependencyTypesNot: ['type-only'] },
  ),
  owned(
    'sandbox-kit-owner',
    '^libs/sandbox-kit/',
    `^libs/sandbox-kit/|^apps/sandbox/|^apps/provider-[^/]+/sandbox/|${TESTS}`,
    'Fake vendors are of the sandbox; what ships to production knows none.',
  ),
];
