import { segmentsOf } from '#libs/kernel';
import type { Answer, Form } from '#libs/sandbox-kit';
import { readPublish, type Sms } from './publish-rules.ts';
import { asUuid, queryError, queryResult } from './query-answers.ts';
import { SNS, type Sns } from './sns.ts';

/**
 * Accepts a message: it is in the ledger before Amazon answers. A message that no phone will receive is accepted too;
 * only the delivery log shows that.
 */
export async function publish(sns: Sns, account: string, form: Form): Promise<Answer> {
  const sms = readPublish(form, sns.attributes);
  if ('code' in sms) return queryError(sms.code, sms);
  if (sns.optOuts.get(sms.to)?.atOnce) return queryError('OptedOut');

  const facts = {
    vendor: SNS,
    account,
    sid: asUuid(sns.ledger.nextId()),
    to: sms.to,
    from: sms.from,
    body: sms.body,
    segments: Math.max(1, segmentsOf(sms.body).segments),
    smsType: sms.smsType,
  };
  const withheld = whyWithheld(sns, sms, facts.segments);
  const { text, durable } = withheld ? sns.ledger.schedule(facts) : sns.ledger.receive(facts, 'queued');
  await durable;

  const plan = sns.room.planFor(text);
  const led = sns.progress.run(text, withheld ? { ...plan, statuses: ['FAILURE'], errorCode: withheld } : plan);
  if (plan.beforeAnswer) await led;
  return queryResult('Publish', `<MessageId>${facts.sid}</MessageId>`);
}

function whyWithheld({ optOuts, room }: Sns, { to, maxPrice }: Sms, segments: number): string | undefined {
  if (optOuts.has(to)) return 'Phone number is opted out';
  return Number(room.settings.price) * segments > maxPrice ? 'This delivery would exceed max price' : undefined;
}
