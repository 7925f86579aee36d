import type { ServiceConfig } from '#libs/service-host';
import { describeAccounts } from './accounts.ts';
import { describeCallbacks } from './callbacks.ts';
import { describeLimits } from './limits.ts';
import { describeLookUps } from './look-ups.ts';
import { describePolls } from './polls.ts';
import { Sandbox } from './sandbox.ts';
import { describeSenders } from './senders.ts';
import { describeSends } from './sends.ts';
import { Stage } from './stage.ts';
import type { Scene, VendorUnderTest } from './vendor-under-test.ts';

/**
 * The tests that every vendor must pass. Real: the adapter service on NATS, HTTP, the sandbox as a process with its own
 * record of texts. Played by the suite: the dispatcher and the gateway.
 */
export function describeVendor<Config extends ServiceConfig>(vendor: string, of: VendorUnderTest<Config>): void {
  describe(vendor, () => {
    const scene = {} as { -readonly [Name in keyof Scene]: Scene[Name] };
    const stages: Stage[] = [];

    const open = async ({ vendorUrl = scene.sandbox.url, ...over }: Parameters<Scene['anotherStage']>[0]) => {
      const stage = await Stage.open(vendor, of.service, (settings) => of.config({ ...settings, ...over }, vendorUrl));
      stages.push(stage);
      return stage;
    };

    beforeAll(async () => {
      const sandbox = await Sandbox.start({ ...of.sandbox, SANDBOX_RECEIPTS: 'off' });
      Object.assign(scene, { vendor, sandbox, anotherStage: open });
      scene.stage = await open({});
    }, 120_000);

    afterAll(async () => {
      for (const stage of stages) await stage.close();
      await scene.sandbox?.close();
    }, 60_000);

    describeSends(scene, of.refusals);
    describeSenders(scene, of.senders);
    describeLimits(scene);
    if (of.receiptsBy === 'callback') describeCallbacks(scene, of.receipts);
    else describePolls(scene, of.receipts);
    describeAccounts(scene, of.account);
    describeLookUps(scene, of.senders);
  });
}
