import type { ServiceConfig } from '#libs/service-host';
import { describeAccounts } from './accounts.ts';
import { itemsTo } from './builders.ts';
import { describeCallbacks, describeNoCallbacks } from './callbacks.ts';
import { describeCertificates } from './certificates.ts';
import { describeLimits } from './limits.ts';
import { describeLogs, LogLines } from './logs.ts';
import { describeLookUps } from './look-ups.ts';
import { describePictures } from './pictures.ts';
import { describePollsById } from './polls-by-id.ts';
import { describeNoPolls, describePolls } from './polls.ts';
import { Sandbox } from './sandbox.ts';
import { describeSenders } from './senders.ts';
import { describeSends } from './sends.ts';
import { Stage } from './stage.ts';
import { describeTable } from './tables.ts';
import { describeTemplates } from './templates.ts';
import { describeTexts } from './texts.ts';
import { describeUnsignedCallbacks } from './unsigned-callbacks.ts';
import type { Scene, VendorFacts, VendorUnderTest } from './vendor-under-test.ts';

/**
 * The tests that every vendor must pass. Real: the adapter service on NATS, HTTP, the sandbox as a process with its own
 * record of texts. Played by the suite: the dispatcher and the gateway.
 */
export function describeVendor<Config extends ServiceConfig>(vendor: string, of: VendorUnderTest<Config>): void {
  describe(vendor, () => {
    const scene = sceneOf(vendor, of);
    const stages: Stage[] = [];
    const lines = new LogLines();

    const open = async ({ vendorUrl = scene.sandbox.url, ...over }: Parameters<Scene['anotherStage']>[0]) => {
      const stage = await Stage.open(vendor, of.service, (settings) => of.config({ ...settings, ...over }, vendorUrl));
      stages.push(stage);
      return stage;
    };

    beforeAll(async () => {
      lines.begin();
      const sandbox = await Sandbox.start({ ...of.sandbox, SANDBOX_RECEIPTS: 'off' });
      Object.assign(scene, { sandbox, anotherStage: open });
      scene.stage = await open({});
    }, 120_000);

    afterAll(async () => {
      for (const stage of stages) await stage.close();
      await scene.sandbox?.close();
      lines.end();
    }, 60_000);

    describeSends(scene, of);
    describeTable(scene, of.refusals);
    describeCertificates(scene);
    describeSenders(scene, of.senders);
    describeLimits(scene);
    if (of.template) describeTemplates(scene, of.template);
    describePictures(scene);
    describeReceipts(scene, of);
    if (of.textsBy) describeTexts(scene, of.textsBy, of.senders.own);
    describeAccounts(scene, of.account);
    describeLookUps(scene, of.senders);
    describeLogs(scene, lines, of.account);
  });
}

function describeReceipts(scene: Scene, { receiptsBy, receipts }: VendorFacts): void {
  if (receiptsBy.includes('callback')) describeCallbacks(scene, receipts, { areSigned: true });
  else if (receiptsBy.includes('secret_callback')) describeCallbacks(scene, receipts, { areSigned: false });
  else if (receiptsBy.includes('unsigned_callback')) describeUnsignedCallbacks(scene, receipts);
  else describeNoCallbacks(scene);

  if (receiptsBy.includes('poll')) describePolls(scene, receipts);
  else if (receiptsBy.includes('poll_by_id')) describePollsById(scene, receipts);
  else describeNoPolls(scene);
}

/** The parts that no server is needed for. */
function sceneOf(
  vendor: string,
  { tables = 'src/outcomes.ts', newNumber, idOf = ({ sid }) => sid, receiptsHaveCost = false }: VendorFacts,
): { -readonly [Name in keyof Scene]: Scene[Name] } {
  const numbers: string[] = [];
  const itemTo = itemsTo(newNumber);
  const newItem: Scene['newItem'] = (over) => {
    const item = itemTo(over);
    numbers.push(item.to);
    return item;
  };
  return {
    vendor,
    tables,
    numbers,
    newItem,
    idOf: idOf === 'none' ? () => undefined : idOf,
    receiptsHaveCost,
  } as Scene;
}
