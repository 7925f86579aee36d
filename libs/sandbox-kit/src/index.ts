export { CallbackSender, type Callback, type CallbackEnd } from './callbacks/callback-sender.ts';
export { AdvanceDto } from './control/advance.dto.ts';
export { IsCode, IsWebUrl, MAX_MS } from './control/checks.ts';
export { decode, decodeQuery, wrong } from './control/decode.ts';
export { FAULT_KINDS, RETRY_AFTER_FORMS, type Fault, type FaultKind, type RetryAfterForm } from './faults/fault.ts';
export { FAULT_FORMS, type AnotherRoute, type FaultField, type FaultForm } from './faults/fault-forms.ts';
export type { Match, RuleBook } from './faults/rule-book.ts';
export { Ledger, type LedgerWatcher } from './ledger/ledger.ts';
export type { PageOfRows } from './ledger/pages.ts';
export { ROW_KINDS, type Row, type RowKind, type SendingPhone, type TextFacts } from './ledger/rows.ts';
export type { Text, Texts } from './ledger/texts.ts';
export { MediaStore, type Medium } from './media/media-store.ts';
export { Progress, type Receipt } from './receipts/progress.ts';
export * from './receipts/receipt-plan.ts';
export { Waits } from './receipts/waits.ts';
export { jsonAnswer, type Answer, type Voice } from './vendor/answer.ts';
export { readForm, useVendorBodies } from './vendor/bodies.ts';
export { HeldSockets } from './vendor/deliver.ts';
export type { FakeVendor, VendorParts } from './vendor/fake-vendor.ts';
export { all, one, type Form } from './vendor/form.ts';
export { Journal } from './vendor/journal.ts';
export { VendorCalls, type VendorCall } from './vendor/vendor-calls.ts';
export {
  USUAL_SETTINGS,
  VendorRoom,
  type MagicNumber,
  type VendorAnswer,
  type VendorSettings,
} from './vendor/vendor-room.ts';
export { VendorRooms, type HostedVendor, type PhoneText, type PhoneTextTaken } from './vendor/vendor-rooms.ts';
