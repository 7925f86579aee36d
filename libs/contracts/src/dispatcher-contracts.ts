import { accountContracts, vendorAccountContracts } from './accounts.ts';
import { deadLetterContracts } from './dead-letters.ts';
import { statusChanged, wake } from './dispatcher.ts';
import { inboundContracts } from './inbound.ts';
import { messageListContracts, requestListContracts } from './message-lists.ts';
import { messageContracts, requestContracts } from './messages.ts';
import { optOutContracts } from './opt-outs.ts';
import { phoneContracts, phoneWork } from './phones.ts';
import { policyContracts } from './policies.ts';
import { poolContracts } from './pools.ts';
import { priceContracts } from './prices.ts';
import { quotaContracts } from './quotas.ts';
import { receiptContracts } from './receipts.ts';
import { routeContracts, routesChanged } from './routing.ts';
import { senderContracts } from './senders.ts';
import { systemContracts } from './system.ts';

/**
 * The requests that the dispatcher answers, by resource. Every caller has each contract of a group; its handler is
 * required.
 */
export const dispatcherQuestions = {
  messages: { ...messageContracts, ...messageListContracts },
  requests: { ...requestContracts, ...requestListContracts },
  routes: routeContracts,
  policies: policyContracts,
  senders: senderContracts,
  accounts: accountContracts,
  vendorAccounts: vendorAccountContracts,
  deadLetters: deadLetterContracts,
  prices: priceContracts,
  quotas: quotaContracts,
  optOuts: optOutContracts,
  receipts: receiptContracts,
  inbound: inboundContracts,
  phones: phoneContracts,
  pools: poolContracts,
  system: systemContracts,
} as const;

/** All that the dispatcher owns. */
export const dispatcherContracts = {
  ...dispatcherQuestions,
  wake,
  events: { statusChanged, routesChanged, phoneWork },
} as const;
