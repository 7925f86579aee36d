import {
  dispatcherQuestions,
  providerContracts,
  templateQuestions,
  type ClientOf,
  type VendorCarries,
} from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { clientOf, type Bus } from '#libs/messaging';
import { startService } from '#libs/service-host';
import { dispatcherSamples, providerSamples } from '../../../../libs/contracts/testing/index.ts';
import { canned, testNats, type CannedService } from '../../../../libs/messaging/testing/index.ts';
import { testMongo, type TestMongo } from '../../../../libs/persistence/testing/index.ts';
import { readTemplateConfig } from '../../src/config/settings.ts';
import { template } from '../../src/template.module.ts';

export const TENANT = '00000001' as TenantId;
export const OTHER_TENANT = '00000002' as TenantId;
export const BY = 'user:author';

/** It sends by templates of its own, whose tokens have free names of up to 25 characters. */
export const CARRIES: VendorCarries = {
  text: false,
  templates: {
    tokens_by: 'name',
    tokens: [{ name: '*', max_length: 25 }],
    max_tokens: 5,
    code_pattern: '\\d{1,9}',
    code_says: 'a whole number',
  },
};

const acme = providerContracts('acme');
type Answers = ClientOf<typeof templateQuestions>;

export interface RunningTemplate extends AsyncDisposable {
  readonly templates: Answers['templates'];
  readonly system: Answers['system'];
  readonly bus: Bus;
  readonly mongo: TestMongo;
  /** The adapter of the vendor acme. */
  readonly vendor: CannedService<typeof acme>;
  readonly dispatcher: CannedService<typeof dispatcherQuestions>;
  /** Another replica, through which its own calls go. */
  another(): Promise<void>;
}

/** A real template service; the dispatcher and one vendor's adapter are canned. */
export async function runTemplate(): Promise<RunningTemplate> {
  const [mongo, nats] = [await testMongo(), await testNats()];
  const vendor = canned(acme, { ...providerSamples('acme'), rules: CARRIES });
  const dispatcher = canned(dispatcherQuestions, dispatcherSamples);
  const { natsUrl, subjectPrefix } = nats.settings;
  const config = readTemplateConfig({
    NATS_URL: natsUrl,
    NATS_SUBJECT_PREFIX: subjectPrefix,
    MONGODB_URI: mongo.uri,
    MONGODB_DATABASE: mongo.database,
    LOG_LEVEL: 'error',
  });
  await nats.serve(vendor.parts);
  await nats.serve(dispatcher.parts);
  const started = [await startService(template, config)];
  const bus = await nats.bus('spec');
  const { templates, system } = clientOf(bus, templateQuestions);
  return {
    templates,
    system,
    bus,
    mongo,
    vendor,
    dispatcher,
    another: async () => void started.push(await startService(template, config)),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(started.map((it) => it.close()));
      await nats.close();
      await mongo.close();
    },
  };
}

export const create = (over: Partial<Parameters<Answers['templates']['create']>[0]> = {}) => ({
  tenant: TENANT,
  by: BY,
  key: 'login',
  category: 'otp' as const,
  contents: { en: 'Your code is {CODE}.', tr: 'Kodunuz {CODE}.' },
  variables: { CODE: { max_length: 8 } },
  ...over,
});
