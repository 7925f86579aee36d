import { clock, own } from '#libs/kernel';
import type { Answer, Form, Text } from '#libs/sandbox-kit';
import { nameOf, type SmsirAccount } from './accounts.ts';
import { done, refusal } from './answers.ts';
import { isIn, pageOf } from './days.ts';
import { STATES } from './delivery-states.ts';
import { mobileOf } from './mobiles.ts';
import { SMSIR, type Smsir } from './smsir.ts';

/** One message by its id. */
export function report(smsir: Smsir, account: SmsirAccount, id: string): Answer {
  const text = smsir.ledger.texts.get(id);
  return text && isOf(account, text) ? done(rowOf(smsir, text)) : refusal(111);
}

export function reportOfPack(smsir: Smsir, account: SmsirAccount, packId: string): Answer {
  const texts = textsOf(smsir, account).filter(({ service }) => service === packId);
  return texts.length > 0 ? done(texts.map((text) => rowOf(smsir, text))) : refusal(111);
}

export function packs(smsir: Smsir, account: SmsirAccount, query: Form): Answer {
  const ofPacks = Map.groupBy(
    textsOf(smsir, account).filter(({ service }) => service !== undefined),
    ({ service }) => service,
  );
  const rows = [...ofPacks].map(([packId, texts]) => ({
    packId,
    recipientCount: texts.length,
    creationDateTime: seconds(texts[0]!.createdAt),
  }));
  return paged(rows, query);
}

/** Newest first. */
export function list(smsir: Smsir, of: 'live' | 'archive', account: SmsirAccount, query: Form): Answer {
  const now = clock.now();
  const rows = textsOf(smsir, account)
    .filter(({ createdAt }) => isIn(of, createdAt, now, query))
    .flatMap((text) => Array.from({ length: smsir.listed.get(text.sid) ?? 1 }, () => text));
  const page = pageOf(rows, query);
  return page === 16 ? refusal(16) : done(page.map((text) => rowOf(smsir, text)));
}

function paged(rows: readonly unknown[], query: Form): Answer {
  const page = pageOf(rows, query);
  return page === 16 ? refusal(16) : done(page);
}

const isOf = (account: SmsirAccount, { vendor, account: name }: Text): boolean =>
  vendor === SMSIR && name === nameOf(account);

const textsOf = ({ ledger }: Smsir, account: SmsirAccount): Text[] =>
  [...ledger.texts.newest()].filter((text) => isOf(account, text));

const seconds = (ms: number): number => Math.floor(ms / 1_000);

function rowOf({ room }: Smsir, text: Text) {
  const state = own(STATES, text.status);
  return {
    messageId: Number(text.sid),
    mobile: mobileOf(text.to),
    messageText: text.body,
    sendDateTime: seconds(text.sendAt ?? text.createdAt),
    lineNumber: Number(text.from),
    cost: costOf(room.settings.price, text.segments),
    deliveryState: state ?? null,
    deliveryDateTime: state === 1 ? seconds(text.updatedAt) : null,
  };
}

export const costOf = (price: string, segments: number): number => Number((Number(price) * segments).toFixed(3));
