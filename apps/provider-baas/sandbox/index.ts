import type { FakeVendor } from '#libs/sandbox-kit';
import { BaasController } from './baas.controller.ts';
import { BAAS, Baas } from './baas.ts';
import { BaasControlController } from './control.controller.ts';
import { VOICES } from './envelopes.ts';
import { MAGIC } from './magic.ts';
import { baasSandboxSettings } from './settings.ts';

export const fakeVendor: FakeVendor<typeof baasSandboxSettings> = {
  name: BAAS,
  settings: baasSandboxSettings,
  voice: VOICES.success,
  price: '0',
  statuses: ['성공'],
  numbers: [...MAGIC].map(([number, { does }]) => ({ number, does })),
  controllers: [BaasController, BaasControlController],
  vendor: Baas,
  open: ({ apiKey, projectId }, { room, ledger, media }) =>
    new Baas(room, ledger, media, apiKey && projectId ? { apiKey, projectId } : undefined),
};
