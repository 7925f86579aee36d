import { Module, type DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  CallbackSender,
  VendorCalls,
  HeldSockets,
  Journal,
  Ledger,
  useVendorBodies,
  VendorRooms,
  type HostedVendor,
} from '#libs/sandbox-kit';
import { readSandboxConfig, type SandboxConfig } from './config/sandbox-config.ts';
import { countsOf } from './control/counts.ts';
import { HealthController } from './control/health.controller.ts';
import { LiveController } from './control/live.controller.ts';
import { LiveFeed } from './control/live-feed.ts';
import { Resetter } from './control/resetter.ts';
import { TruthController } from './control/truth.controller.ts';
import { VendorController } from './control/vendor.controller.ts';
import { PageController } from './page/page.controller.ts';
import { RunningSandbox } from './running-sandbox.ts';
import { snsControllers, snsProvider } from './sns/sns.provider.ts';
import { Sns } from './sns/sns.ts';
import { twilioControllers, twilioProvider } from './twilio/twilio.provider.ts';
import { Twilio } from './twilio/twilio.ts';

@Module({})
class SandboxModule {}

/** The fake vendors. They own no contracts and need neither broker nor database: the outside truth stands alone. */
export const sandbox = {
  name: 'sandbox',
  contracts: [],
  readConfig: () => readSandboxConfig(),
  module: moduleOf,
  http: ({ port, host }: SandboxConfig) => ({ port, host, configure }),
};

function moduleOf(config: SandboxConfig): DynamicModule {
  return {
    module: SandboxModule,
    controllers: [
      TruthController,
      LiveController,
      PageController,
      HealthController,
      ...twilioControllers,
      ...snsControllers,
      VendorController,
    ],
    providers: [
      { provide: Ledger, useFactory: () => Ledger.open(config.dataFolder, config.keptTexts) },
      ...[Journal, HeldSockets, CallbackSender].map((Class) => ({ provide: Class, useFactory: () => new Class() })),
      provide(VendorCalls, [Ledger, Journal, HeldSockets]),
      twilioProvider(config),
      snsProvider(config),
      {
        provide: VendorRooms,
        useFactory: (...vendors: HostedVendor[]) => new VendorRooms(vendors),
        inject: [Twilio, Sns],
      },
      provide(Resetter, [Ledger, VendorRooms, Journal, CallbackSender, HeldSockets]),
      {
        provide: LiveFeed,
        useFactory: (ledger: Ledger, journal: Journal, sender: CallbackSender) =>
          new LiveFeed(ledger, () => countsOf(ledger, journal, sender)),
        inject: [Ledger, Journal, CallbackSender],
      },
      provide(RunningSandbox, [Ledger, VendorRooms, CallbackSender]),
    ],
  };
}

const provide = (Class: new (...parts: never[]) => object, inject: readonly unknown[]) => ({
  provide: Class,
  useFactory: (...parts: never[]) => new Class(...parts),
  inject: inject as never[],
});

/** Pages and callers that are kept waiting would hold the server open. */
function configure(app: NestFastifyApplication): void {
  useVendorBodies(app);
  const server = app.getHttpAdapter().getInstance();
  server.addHook('preClose', (done) => {
    app.get(LiveFeed).close();
    app.get(HeldSockets).release();
    done();
  });
}
