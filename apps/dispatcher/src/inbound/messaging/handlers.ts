import { dispatcherContracts, type CheckSystemReply, type dispatcherQuestions } from '#libs/contracts';
import type { MessageKey, TenantId, Times } from '#libs/kernel';
import { contractsOf, type HandlersOf } from '#libs/messaging';
import { abandonDeadLetter } from '../../application/dead-letters/abandon-dead-letter.ts';
import type { Acceptance } from '../../application/accept/acceptance.ts';
import type { GuardPorts } from '../../application/accept/guard-duplicates.ts';
import { cancelMessage } from '../../application/messages/cancel-message.ts';
import { cancelRequest, type CancelPorts } from '../../application/messages/cancel-request.ts';
import { changeRoute } from '../../application/routes/change-route.ts';
import { forceRoute } from '../../application/routes/force-route.ts';
import {
  deadLetterStats,
  listDeadLetters,
  type DeadLetterPorts,
} from '../../application/dead-letters/list-dead-letters.ts';
import { listAccounts, listRoutes } from '../../application/routes/list-routes.ts';
import type { Policies, RouteAnnouncements, RouteStates, Senders } from '../../application/routes/ports.ts';
import type { Gatherer } from '../../application/ports.ts';
import { addOptOut, importOptOuts, type OptOutPorts } from '../../application/opt-outs/add-opt-outs.ts';
import { liftOptOut } from '../../application/opt-outs/lift-opt-out.ts';
import { findOptOut, listOptOuts } from '../../application/opt-outs/list-opt-outs.ts';
import { listTexts } from '../../application/inbound-texts/list-texts.ts';
import type { InboundPorts } from '../../application/inbound-texts/ports.ts';
import { listConversations, readConversation } from '../../application/inbound-texts/read-conversations.ts';
import { recordTexts } from '../../application/inbound-texts/record-texts.ts';
import { reply } from '../../application/inbound-texts/reply.ts';
import { listMessages } from '../../application/messages/list-messages.ts';
import { locateMessages } from '../../application/messages/locate-messages.ts';
import { listRequests } from '../../application/messages/list-requests.ts';
import { refreshRequests, type RefreshPorts } from '../../application/messages/refresh-requests.ts';
import { searchMessages } from '../../application/messages/search-messages.ts';
import { readMessage } from '../../application/messages/read-message.ts';
import type { PhoneCalls } from '../../application/phones/phone-calls.ts';
import type { PhoneMessages } from '../../application/phones/ports.ts';
import { heldByPhones, leasesOfPhone } from '../../application/phones/read-phones.ts';
import { listPools, readPool } from '../../application/phones/read-pools.ts';
import { renewLeases } from '../../application/phones/renew-leases.ts';
import { savePhone } from '../../application/phones/save-phone.ts';
import { changePool, createPool, deletePool, type SavePoolPorts } from '../../application/phones/save-pool.ts';
import { readQuotas } from '../../application/accept/read-quotas.ts';
import { readRequest } from '../../application/messages/read-request.ts';
import { readVendorHealth, type VendorHealthPorts } from '../../application/routes/read-vendor-health.ts';
import type { IncomingReceipt } from '../../application/ledger/record-receipts.ts';
import { retryDeadLetter } from '../../application/dead-letters/retry-dead-letter.ts';
import { retryDeadLetters } from '../../application/dead-letters/retry-dead-letters.ts';
import { listPrices } from '../../application/prices/list-prices.ts';
import type { PriceLists } from '../../application/prices/ports.ts';
import { deletePrice, importPrices, savePrice } from '../../application/prices/save-prices.ts';
import { routeHistory } from '../../application/routes/route-history.ts';
import { knownEverywhere } from '../../application/routing/route-table.ts';
import type { Router } from '../../application/routing/router.ts';
import { saveAccount } from '../../application/routes/save-account.ts';
import { readPolicy, savePolicy } from '../../application/routes/save-policy.ts';
import { deleteSender, listSenders, saveSender } from '../../application/routes/save-sender.ts';
import { senderHistory } from '../../application/routes/sender-history.ts';
import { nameNoAccount, nameSandbox, type SettingsAccountPorts } from '../../application/routes/settings-accounts.ts';
import { simulate } from '../../application/accept/simulate.ts';
import { findAccount, registerAccount } from '../../application/routes/vendor-accounts.ts';
import type { Quotas } from '../../application/accept/ports.ts';
import type { Wakes } from '../../application/wake/wakes.ts';

const { wake, events } = dispatcherContracts;

/** The contracts it owns, including its events. */
export const owned = contractsOf(dispatcherContracts);
/** The events that each replica receives. */
export const heard = { routesChanged: events.routesChanged };

export interface HandlerParts
  extends
    CancelPorts,
    DeadLetterPorts,
    Omit<InboundPorts, 'times'>,
    Omit<GuardPorts, 'codec' | 'times'>,
    OptOutPorts,
    RefreshPorts,
    Omit<SavePoolPorts, 'announcements'>,
    SettingsAccountPorts,
    VendorHealthPorts {
  readonly acceptance: Acceptance;
  readonly calls: PhoneCalls;
  readonly phoneMessages: PhoneMessages;
  readonly times: Times;
  readonly quotas: Quotas;
  readonly receipts: Gatherer<IncomingReceipt>;
  readonly router: Router;
  readonly states: RouteStates;
  readonly policies: Policies;
  readonly prices: PriceLists;
  readonly senders: Senders;
  readonly inspect: () => Promise<CheckSystemReply['checks']>;
  readonly announcements: CancelPorts['announcements'] & RouteAnnouncements;
}

export function answersOf(parts: HandlerParts): HandlersOf<typeof dispatcherQuestions> {
  const { acceptance, accounts, calls, deadLetters, policies, receipts, states } = parts;
  return {
    messages: {
      submit: (request) => acceptance.submit(request),
      simulate: (request) => simulate(parts, request),
      read: (query) => readMessage(parts, query),
      cancel: (request) => cancelMessage(parts, request),
      list: (query) => listMessages(parts, query),
      locate: (query) => locateMessages(parts, query),
      search: (request) => searchMessages(parts, request),
    },
    requests: {
      read: (query) => readRequest(parts, query),
      cancel: (request) => cancelRequest(parts, request),
      list: (query) => listRequests(parts, query),
      refresh: (query) => refreshRequests(parts, query),
    },
    routes: {
      list: (query) => listRoutes(states, query),
      change: (request) => onceKnownEverywhere(changeRoute(states, request)),
      force: (request) => onceKnownEverywhere(forceRoute(states, request)),
      history: (query) => routeHistory(states, query),
      health: (query) => readVendorHealth(parts, query),
    },
    policies: {
      read: (query) => readPolicy(policies, query),
      save: (request) => onceKnownEverywhere(savePolicy(parts, request)),
    },
    senders: {
      list: (query) => listSenders(parts, query),
      save: (request) => onceKnownEverywhere(saveSender(parts, request)),
      delete: (request) => onceKnownEverywhere(deleteSender(parts, request)),
      history: (query) => senderHistory(parts, query),
    },
    accounts: {
      list: (query) => listAccounts(states, query),
      save: (request) => onceKnownEverywhere(saveAccount(parts, request)),
    },
    vendorAccounts: {
      register: (request) => registerAccount(parts, request),
      registerNone: (request) => nameNoAccount(parts, request),
      registerSandbox: (request) => nameSandbox(parts, request),
      find: (query) => findAccount(accounts, query),
    },
    deadLetters: {
      list: (query) => listDeadLetters(parts, query),
      stats: (query) => deadLetterStats(deadLetters, query),
      retry: (request) => retryDeadLetter(parts, request),
      retryMany: (request) => retryDeadLetters(parts, request),
      abandon: (request) => abandonDeadLetter(parts, request),
    },
    system: { check: async () => ({ checks: await parts.inspect() }) },
    prices: {
      list: (query) => listPrices(parts, query),
      save: (request) => onceKnownEverywhere(savePrice(parts, request)),
      import: (request) => onceKnownEverywhere(importPrices(parts, request)),
      delete: (request) => onceKnownEverywhere(deletePrice(parts, request)),
    },
    quotas: { read: (query) => readQuotas(parts.quotas, query) },
    optOuts: {
      add: (request) => addOptOut(parts, request),
      import: (request) => importOptOuts(parts, request),
      list: (query) => listOptOuts(parts, query),
      find: (query) => findOptOut(parts, query),
      lift: (request) => liftOptOut(parts, request),
    },
    inbound: {
      record: async (request) => {
        await recordTexts(parts, request);
        return {};
      },
      list: (query) => listTexts(parts, query),
      conversations: (query) => listConversations(parts, query),
      conversation: (query) => readConversation(parts, query),
      reply: (request) => reply(parts, request),
    },
    phones: {
      save: (request) => savePhone(parts, request),
      lease: (request) => calls.lease(request),
      start: (request) => calls.start(request),
      report: (request) => calls.report(request),
      renew: (request) => renewLeases(parts, request),
      leases: (query) => leasesOfPhone(parts, query),
      held: (query) => heldByPhones(parts, query),
    },
    pools: {
      list: (query) => listPools(parts, query),
      read: (query) => readPool(parts, query),
      create: (request) => onceKnownEverywhere(createPool(parts, request)),
      change: (request) => onceKnownEverywhere(changePool(parts, request)),
      delete: (request) => onceKnownEverywhere(deletePool(parts, request)),
    },
    receipts: {
      record: async ({ tenant, route, vendor, receipts: all }) => {
        await Promise.all(all.map((receipt) => receipts.add({ tenant: tenant as TenantId, route, vendor, receipt })));
        return {};
      },
    },
  };
}

/** A wake-up is acked when each of its messages is granted or handled, or is left to the index. */
export function wakeHandlersOf(wakes: Wakes): HandlersOf<typeof wake> {
  const ofLane =
    (lane: keyof typeof wake): HandlersOf<typeof wake>[typeof lane] =>
    ({ ids, since }) =>
      wakes.wake(lane, ids as MessageKey[], since);
  return { urgent: ofLane('urgent'), normal: ofLane('normal'), bulk: ofLane('bulk') };
}

/** After the answer, the change is in force for the caller's next call, on every replica. */
async function onceKnownEverywhere<Result>(change: Promise<Result>): Promise<Result> {
  const result = await change;
  await knownEverywhere();
  return result;
}
