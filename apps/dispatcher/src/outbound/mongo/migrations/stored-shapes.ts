import type { EvidenceDocument, MessageContent, MessageDocument, RequestDocument, SubmitReply } from '#libs/contracts';
import type { OutboxDocument, TenantKeyDocument } from '#libs/persistence';
import type { DuplicateGuard } from '../../../domain/acceptance/duplicate-guard.ts';
import type { AwaitedReceipt } from '../../../domain/ledger/awaited-receipt.ts';
import type { InboundContent } from '../../../domain/inbound-texts/inbound-text.ts';
import type { PayloadItem } from '../../../domain/acceptance/request-payload.ts';
import type {
  AccountDocument,
  ConversationDocument,
  InboundTextDocument,
  NumberBlock,
  OptOutDocument,
  PhoneDocument,
  PolicyDocument,
  PoolDocument,
  PriceListDocument,
  QuotaDocument,
  RouteChangeDocument,
  RevisionDocument,
  RouteHealthDocument,
  SenderChangeDocument,
  SenderDocument,
  SettingsPlaceDocument,
} from '../collections.ts';
import type { Term } from '../leadership.ts';

/** Every collection of this service, and the sealed values in its documents. `tools/stored-shapes.ts` checks it. */
export interface StoredShapes {
  readonly sms_requests: RequestDocument;
  readonly 'sms_requests.payload': readonly PayloadItem[];
  readonly 'sms_requests.answer': SubmitReply;
  readonly sms_messages: MessageDocument;
  readonly 'sms_messages.content': MessageContent;
  readonly sms_evidence: EvidenceDocument;
  readonly awaited_receipts: AwaitedReceipt;
  readonly vendor_accounts: AccountDocument;
  readonly route_changes: RouteChangeDocument;
  readonly route_health: RouteHealthDocument;
  readonly price_lists: PriceListDocument;
  readonly routing_policies: PolicyDocument;
  readonly senders: SenderDocument;
  readonly sender_changes: SenderChangeDocument;
  readonly phones: PhoneDocument;
  readonly phone_pools: PoolDocument;
  readonly routing_revisions: RevisionDocument;
  readonly settings_places: SettingsPlaceDocument;
  readonly opt_outs: OptOutDocument;
  readonly 'opt_outs.number': string;
  readonly 'opt_outs.changes.note': string;
  readonly inbound_texts: InboundTextDocument;
  readonly 'inbound_texts.content': InboundContent;
  readonly conversations: ConversationDocument;
  readonly 'conversations.from': string;
  readonly number_blocks: NumberBlock;
  readonly quotas: QuotaDocument;
  readonly duplicate_guards: DuplicateGuard;
  readonly dispatcher_outbox: OutboxDocument;
  readonly dispatcher_terms: Term;
  readonly tenant_keys: TenantKeyDocument;
}
