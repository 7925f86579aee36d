import { checkpoint, clock } from '#libs/kernel';
import { textIdOf, type ConversationRecord, type InboundTextRecord } from '../../domain/inbound-texts/inbound-text.ts';
import { answerText } from './answer-text.ts';
import { contentOf } from './inbound-content.ts';
import type { InboundPorts } from './ports.ts';
import { takeEffect } from './take-effect.ts';

/**
 * Does what follows from stored texts: their conversations are known, opt-outs come into force or are lifted, words are
 * answered. Every step may be repeated. Rejects if an effect is not known to be stored; an answer that cannot be
 * accepted now is left to the sweep. An opt-out takes a moment to be known everywhere, so persons do not wait for each
 * other; the texts of one are followed in their order.
 */
export async function follow(ports: InboundPorts, texts: readonly InboundTextRecord[]): Promise<void> {
  if (texts.length === 0) return;
  await ports.conversations.touch(texts.map((text) => conversationOf(ports, text)));
  checkpoint('dispatcher.inbound.after_conversation');
  const done: string[] = [];
  const ends = await Promise.allSettled(
    [...ofPersons(texts)].map(async (own) => {
      for (const text of own) if (await followOne(ports, text)) done.push(text._id);
    }),
  );
  if (done.length > 0) await ports.inboundTexts.done(done);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

const ofPersons = (texts: readonly InboundTextRecord[]): Iterable<InboundTextRecord[]> =>
  Map.groupBy(texts, ({ tenant, from_hash }) => `${tenant} ${from_hash}`).values();

/** False: the answer must be tried again. */
async function followOne(ports: InboundPorts, text: InboundTextRecord): Promise<boolean> {
  if (!text.keyword) return true;
  const isToBeAnswered = await takeEffect(ports, text);
  if (!isToBeAnswered || text.unanswered) return true;
  const isEnded = await answerText(ports, text);
  checkpoint('dispatcher.inbound.after_answer');
  return isEnded;
}

function conversationOf({ codec }: InboundPorts, text: InboundTextRecord): ConversationRecord {
  const { tenant, conversation, environment, to, from_hash, route, at } = text;
  const { from } = contentOf(codec, text);
  return {
    _id: `${tenant}.${conversation}`,
    tenant,
    environment,
    to,
    from: codec.seal(tenant, 'conversation', from),
    from_hash,
    route,
    last: textIdOf(text),
    last_at: at,
  };
}

const AT_ONCE = 100;

/** Repeats what an ended process or an outage left undone; returns how many texts there were. */
export async function sweepTexts(ports: InboundPorts): Promise<number> {
  const due = await ports.inboundTexts.due(clock.now(), AT_ONCE);
  if (due.length === 0) return 0;
  // First, so that a text that makes the sweep fail does not keep the others from their turn.
  const until = new Date(clock.now() + ports.times.graceMs);
  await ports.inboundTexts.postpone(
    due.map(({ _id }) => _id),
    until,
  );
  await Promise.all(
    [...ofPersons(due)].map(async (own) => {
      for (const text of own) await followAgain(ports, text);
    }),
  );
  return due.length;
}

async function followAgain(ports: InboundPorts, text: InboundTextRecord): Promise<void> {
  try {
    await ports.codec.readyToSeal(text.tenant);
    await follow(ports, [text]);
  } catch (err) {
    ports.log.warn('inbound.not_followed', { received: text._id, err });
  }
}
