import { randomUUID } from 'node:crypto';
import {
  dispatcherContracts,
  tenantContracts,
  type DeliverItem,
  type InboundText,
  type SubmitReply,
} from '#libs/contracts';
import { newRequestId } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { gatewaySamples } from '../../../../libs/contracts/testing/index.ts';
import { canned } from '../../../../libs/messaging/testing/index.ts';
import { acceptAll, runDispatcher, type RunningDispatcher } from './running-dispatcher.ts';
import { serveBeside } from './serve-beside.ts';

const { inbound, optOuts } = dispatcherContracts;
export const OURS = '+15005550006';
export const gateway = canned({ tenants: tenantContracts }, { tenants: gatewaySamples.tenants });
export const { rules } = gateway.questions.tenants;

export let running: RunningDispatcher;
export let other: Awaited<ReturnType<RunningDispatcher['another']>>;

/** Two dispatchers for the tests of a file, to which a vendor reports what people send. */
export function runForInboundTexts(): void {
  let closeGateway: () => Promise<void>;
  beforeAll(async () => {
    running = await runDispatcher({ timeScale: 20 });
    other = await running.another();
    closeGateway = await serveBeside(running, gateway.parts);
  }, 60_000);
  afterAll(async () => {
    await closeGateway?.();
    await running?.close();
  }, 30_000);
  beforeEach(() => {
    running.vendor.deliver = acceptAll;
    gateway.forget();
  });
  afterEach(() => delete (globalThis as Record<symbol, unknown>)[CHECKPOINT]);
}

const CHECKPOINT = Symbol.for('postrider.checkpoint');
/** The process ends here, once; another one goes on. */
export function diesAt(name: string): void {
  let done = false;
  Object.assign(globalThis, {
    [CHECKPOINT]: (reached: string) => {
      if (done || reached !== name) return;
      done = true;
      throw new Error(`ended at ${name}`);
    },
  });
}

let last = 1000;
/** A number that no other test uses. */
export const newNumber = (): string => `+8525601${(last += 1)}`;
export const textOf = (from: string, text: string, over: Partial<InboundText> = {}): InboundText => ({
  vendor_text_id: randomUUID(),
  from,
  to: OURS,
  text,
  ...over,
});
export const record = (texts: InboundText[], bus = running.bus) =>
  bus.call(inbound.record, { tenant: running.tenant, vendor: 'fake', route: running.route, texts });
export const heard = async (from: string, text: string, over: Partial<InboundText> = {}): Promise<InboundText> => {
  const made = textOf(from, text, over);
  await record([made]);
  return made;
};
export const reader = () => ({ tenant: running.tenant, reader: 'user:u', reads_content: true });
export const optOutOf = async (number: string) => running.bus.call(optOuts.find, { ...reader(), number });
export const isOut = async (number: string) => (await optOutOf(number)).opt_out !== undefined;
export const listed = async (where: object = {}, over: object = {}) =>
  (await running.bus.call(inbound.list, { ...reader(), where, limit: 100, ...over })).items;
export const listedOf = async (number: string) => (await listed()).filter(({ from }) => from === number);
export const textsTo = (number: string): readonly DeliverItem[] =>
  running.vendor.delivered.filter(({ to }) => to === number);
export const sendTo = (to: string) => running.submit([{ to }]);
/** Ours to the words of this person. */
export const answersOf = (number: string): readonly DeliverItem[] =>
  textsTo(number).filter(({ sender }) => sender === OURS);
/** Everything that is left to do for texts has been done. */
export const settled = () =>
  until('nothing is left to do', async () => {
    const open = await running.db.collection('inbound_texts').countDocuments({ wake_at: { $exists: true } });
    const sending = await running.db.collection('sms_messages').countDocuments({ wake_at: { $exists: true } });
    const fanning = await running.db.collection('sms_requests').countDocuments({ wake_at: { $exists: true } });
    return open + sending + fanning === 0 || undefined;
  });

export const conversationOf = async (number: string) =>
  (await running.bus.call(inbound.conversations, { ...reader(), limit: 100 })).items.find(
    (it) => it.number === number,
  )!;

export async function replyTo(number: string, text: string, over: object = {}): Promise<SubmitReply> {
  const { id } = await conversationOf(number);
  return running.bus.call(inbound.reply, {
    tenant: running.tenant,
    request_id: newRequestId(),
    environment: 'test',
    operation: 'reply',
    fingerprint: text,
    created_by: 'user:u',
    policy: { destinations: ['*'] },
    all_or_nothing: true,
    conversation: id,
    text,
    ...over,
  });
}
