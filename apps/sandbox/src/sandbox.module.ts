import { Module, type DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  CallbackSender,
  HeldSockets,
  Journal,
  Ledger,
  MediaStore,
  useVendorBodies,
  USUAL_RECEIPTS,
  USUAL_SETTINGS,
  VendorCalls,
  VendorRoom,
  VendorRooms,
  type FakeVendor,
  type HostedVendor,
} from '#libs/sandbox-kit';
import { readSandboxConfig, type SandboxConfig } from './config/sandbox-config.ts';
import { countsOf } from './control/counts.ts';
import { HealthController } from './control/health.controller.ts';
import { LiveController } from './control/live.controller.ts';
import { LiveFeed } from './control/live-feed.ts';
import { PhoneRepliesController } from './control/phone-replies.controller.ts';
import { Resetter } from './control/resetter.ts';
import { TruthController } from './control/truth.controller.ts';
import { VendorsController } from './control/vendors.controller.ts';
import { VendorController } from './control/vendor.controller.ts';
import { MediaController } from './media/media.controller.ts';
import { PageController } from './page/page.controller.ts';
import { RadioController } from './radio/radio.controller.ts';
import { RadioFeed } from './radio/radio-feed.ts';
import { RadioPhones } from './radio/radio-phones.ts';
import { RunningSandbox } from './running-sandbox.ts';
import { fakeVendors } from './vendors.generated.ts';

@Module({})
class SandboxModule {}

/**
 * The fake vendors. They own no contracts and need neither broker nor database, because they stand for the outside
 * world.
 */
export const sandbox = {
  name: 'sandbox',
  contracts: [],
  readConfig: () => readSandboxConfig(fakeVendors, undefined, process.argv.slice(2)),
  module: moduleOf,
  http: ({ port, host }: SandboxConfig) => ({ port, host, configure }),
};

function moduleOf(config: SandboxConfig): DynamicModule {
  const { fakes } = config;
  return {
    module: SandboxModule,
    controllers: [
      TruthController,
      PhoneRepliesController,
      LiveController,
      PageController,
      VendorsController,
      RadioController,
      MediaController,
      HealthController,
      ...fakes.flatMap(({ controllers }) => controllers),
      VendorController,
    ],
    providers: [
      { provide: Ledger, useFactory: () => Ledger.open(config.dataFolder, config.keptTexts) },
      ...[Journal, HeldSockets, CallbackSender, MediaStore].map((Class) => ({
        provide: Class,
        useFactory: () => new Class(),
      })),
      provide(VendorCalls, [Ledger, Journal, HeldSockets]),
      ...fakes.map((fake) => hosted(fake, config)),
      {
        provide: VendorRooms,
        useFactory: (...vendors: HostedVendor[]) => new VendorRooms(vendors),
        inject: fakes.map(({ vendor }) => vendor),
      },
      {
        provide: RadioPhones,
        useFactory: (ledger: Ledger) => RadioPhones.open(ledger, config),
        inject: [Ledger],
      },
      provide(RadioFeed, [RadioPhones]),
      provide(Resetter, [Ledger, VendorRooms, RadioPhones, Journal, CallbackSender, HeldSockets, MediaStore]),
      {
        provide: LiveFeed,
        useFactory: (ledger: Ledger, journal: Journal, sender: CallbackSender) =>
          new LiveFeed(ledger, () => countsOf(ledger, journal, sender)),
        inject: [Ledger, Journal, CallbackSender],
      },
      provide(RunningSandbox, [Ledger, VendorRooms, RadioPhones, CallbackSender, MediaStore]),
    ],
  };
}

/** A fake vendor behaves by the common settings, until a control call changes it. */
const hosted = (fake: FakeVendor, { latencyMs, receipts: mode, receiptDelayMs: delayMs, vendors }: SandboxConfig) => ({
  provide: fake.vendor,
  useFactory: (ledger: Ledger, sender: CallbackSender, media: MediaStore) => {
    const { name, voice, price, statuses = USUAL_RECEIPTS.statuses, numbers } = fake;
    const receipts = { ...USUAL_RECEIPTS, statuses, mode, delayMs };
    const start = { settings: { ...USUAL_SETTINGS, latencyMs, price }, receipts };
    const room = new VendorRoom(name, voice, start, numbers);
    return fake.open(vendors[name]!, { room, ledger, sender, media });
  },
  inject: [Ledger, CallbackSender, MediaStore],
});

const provide = (Class: new (...parts: never[]) => object, inject: readonly unknown[]) => ({
  provide: Class,
  useFactory: (...parts: never[]) => new Class(...parts),
  inject: inject as never[],
});

/** Pages and waiting callers would keep the server open. */
function configure(app: NestFastifyApplication): void {
  useVendorBodies(app);
  const server = app.getHttpAdapter().getInstance();
  server.addHook('preClose', (done) => {
    app.get(LiveFeed).close();
    app.get(RadioFeed).close();
    app.get(HeldSockets).release();
    done();
  });
}
