import {
  type ReceiptsRequest,
  type RecordTextsRequest,
  type RegisterAccountRequest,
  type VendorAccount,
  dispatcherContracts,
  inboundContracts,
} from '#libs/contracts';
import { clock, PostriderError } from '#libs/kernel';
import type { HandlersOf } from '#libs/messaging';

export const TENANT = 'abcdefgh';
export const ROUTE = 'route-1';

/** What the dispatcher has been told. */
interface Told {
  readonly accounts: RegisterAccountRequest[];
  readonly received: ReceiptsRequest[];
  readonly texts: RecordTextsRequest[];
  keep(account: RegisterAccountRequest): void;
}

/** The part of the dispatcher that an adapter sees. */
const { register, registerSandbox, find } = dispatcherContracts.vendorAccounts;
export const seen = {
  vendorAccounts: { register, registerSandbox, find },
  receipts: dispatcherContracts.receipts,
  inbound: { record: inboundContracts.record },
};

export const playedFor = (told: Told): HandlersOf<typeof seen> => ({
  vendorAccounts: {
    async register(request) {
      told.keep(request);
      return accountOf(request);
    },
    registerSandbox: async () => ({ switched_off: [], now: clock.now() }),
    async find({ account, callback_key }) {
      const found = told.accounts.find((it) => (account ? it.key === account : it.callback_key === callback_key));
      if (!found) throw new PostriderError('not_found', 'There is no such account.');
      return accountOf(found);
    },
  },
  receipts: {
    async record(request) {
      told.received.push(request);
      return {};
    },
  },
  inbound: {
    async record(request) {
      told.texts.push(request);
      return {};
    },
  },
});

const accountOf = ({ key, sealed }: RegisterAccountRequest): VendorAccount => ({
  account: key,
  route: ROUTE,
  tenant: TENANT,
  sealed,
  now: clock.now(),
});
