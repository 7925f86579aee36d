import { MongoClient } from 'mongodb';
import { VendorPort } from '../../e2e/drills/vendor-port.ts';
import { until } from '../../e2e/harness/wait.ts';
import { closedLoop } from '../load.ts';
import { startOurs, type OurPlayer } from './ours.ts';
import type { Behaviour } from './sink.ts';

export interface TwoVendors {
  readonly player: OurPlayer;
  /** Sets the behaviour of the first vendor; the second one stays healthy. */
  behave(behaviour: Behaviour): Promise<void>;
  /** Ids of routes by vendor. */
  readonly routes: Readonly<Record<string, string>>;
  /** Attempts begun on a route so far, and the state of its breaker. */
  route(vendor: string): Promise<{ begun: number; isOpen: boolean }>;
  stop(): Promise<void>;
}

export interface Way {
  readonly order?: number;
  readonly countries?: readonly string[];
}

/** Ours with Twilio first and SNS second, or in the order of `ways`. */
export async function startTwoVendors(
  ways: Readonly<Record<'twilio' | 'sns', Way>> = { twilio: { order: 1 }, sns: { order: 2 } },
  category = 'alert',
): Promise<TwoVendors> {
  const port = await VendorPort.open();
  const player = await startOurs({
    category,
    replicas: { 'provider-sns': 1 },
    envOf: { 'provider-twilio': { TWILIO_API_URL: `http://127.0.0.1:${port.port}` } },
  });
  const { system, sandbox } = player.bench;
  port.target = Number(new URL(system.sandbox).port);
  const routes = await arrange(system.mongoUri, system.database, ways);
  // Routes are read again when an adapter registers its account.
  await system.services.get('dispatcher-1')!.stop();
  await system.restart('dispatcher-1');

  return {
    player,
    routes,
    behave: async (behaviour) => {
      if (behaviour === 'refused') return port.close();
      const fault = FAULTS[behaviour];
      if (fault) await sandbox.fault({ fault, match: { operation: 'create' }, count: 'always' });
    },
    route: async (vendor) => {
      const url = `http://127.0.0.1:${system.services.get('dispatcher-1')!.ports.ops}/metrics`;
      const page = await (await fetch(url)).text();
      const of = (name: string): number =>
        [...page.matchAll(new RegExp(`^${name}\\{([^}]*)\\} (\\S+)$`, 'gm'))]
          .filter(
            ([, labels]) => labels!.includes(`vendor="${vendor}"`) || labels!.includes(`route="${routes[vendor]}"`),
          )
          .filter(([, labels]) => !labels!.includes('state=') || labels!.includes('state="open"'))
          .reduce((sum, [, , value]) => sum + Number(value), 0);
      const begun = of('postrider_route_attempts_total') + of('postrider_route_slots_in_use');
      return { begun, isOpen: of('postrider_route_state') > 0 };
    },
    stop: async () => {
      await player.stop();
      await port.close();
    },
  };
}

const FAULTS: Readonly<Record<Exclude<Behaviour, 'refused'>, Record<string, unknown> | undefined>> = {
  healthy: undefined,
  '503': { kind: 'unavailable' },
  '429': { kind: 'throttle', retryAfterS: 1 },
  'temp-fail': { kind: 'error', code: 20_503, status: 400 },
  hang: { kind: 'hang', recorded: false },
};

/** Returns the ids of the routes. */
async function arrange(uri: string, database: string, ways: Readonly<Record<string, Way>>) {
  const client = await MongoClient.connect(uri);
  const accounts = client.db(database).collection<{ _id: string; vendor: string }>('vendor_accounts');
  const isThere = async (): Promise<boolean> => (await accounts.countDocuments()) === Object.keys(ways).length;
  await until('every adapter has registered its account', isThere);
  const routes: Record<string, string> = {};
  for (const [vendor, way] of Object.entries(ways)) {
    const account = await accounts.findOneAndUpdate({ vendor }, { $set: way });
    routes[vendor] = account!._id;
  }
  await client.close();
  return routes;
}

/** Sends some texts one by one, so that later ones do not include the cost of a first time. */
export async function warm({ url, single, drained }: OurPlayer, numbers: readonly string[]): Promise<void> {
  await closedLoop({ url, call: (n) => single(numbers[n]!) }, 8, numbers.length);
  await drained(numbers.length);
}
