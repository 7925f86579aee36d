import { batch, closedLoop, openLoop, singles as door } from './load.ts';
import { quantile } from './figures.ts';
import type { Bench } from './system.ts';

export interface Figure {
  readonly name: string;
  readonly unit: 'ms' | '/s';
  readonly value: number;
}

export interface Scenario {
  readonly name: string;
  /** Receipts are off unless the scenario measures them. */
  readonly receipts?: boolean;
  run(bench: Bench, size: Size): Promise<Figure[]>;
}

export interface Size {
  readonly singles: number;
  readonly batch: number;
  readonly receipts: number;
}

/** The promise on two cores. */
export const targets: Readonly<Record<string, { at: 'most' | 'least'; value: number }>> = {
  'accept at 200/s, p50': { at: 'most', value: 5 },
  'accept at 200/s, p99': { at: 'most', value: 30 },
  'single accepts, 64 connections': { at: 'least', value: 1_000 },
  'batch accepted': { at: 'most', value: 1_000 },
  'end to end to SENT': { at: 'least', value: 1_500 },
  'end to end to DELIVERED': { at: 'least', value: 700 },
};

let sent = 0;
const message = (): Record<string, string> => {
  const number = String(1_000_000 + (sent++ % 9_000_000));
  return { to: `+8525${number}`, text: `Your appointment ${number} is tomorrow at ten.` };
};
const messages = (count: number): unknown[] => Array.from({ length: count }, message);

const singles = (connections: number, label = ''): Scenario => ({
  name: `singles${connections}${label}`,
  run: async ({ target }, { singles: count }) => {
    const share = Math.max(100, Math.round(count * Math.min(1, connections / 32)));
    const value = await closedLoop(door(target, message), connections, share);
    return [{ name: `single accepts, ${connections} connections${label}`, unit: '/s', value }];
  },
});

export const scenarios: readonly Scenario[] = [
  {
    name: 'steady',
    run: async ({ target }, { singles: count }) => {
      const shots = (await openLoop(door(target, message), 200, Math.min(1_000, count))).map(({ ms }) => ms);
      return [
        { name: 'accept at 200/s, p50', unit: 'ms', value: quantile(shots, 0.5) },
        { name: 'accept at 200/s, p99', unit: 'ms', value: quantile(shots, 0.99) },
      ];
    },
  },
  singles(1),
  singles(16),
  singles(32),
  singles(64),
  singles(64, ' (control)'),
  {
    name: 'bulk',
    run: async (bench, size) => {
      const started = performance.now();
      const accepted = await batch(bench.target, messages(size.batch));
      await bench.settled();
      const perSecond = (size.batch / (performance.now() - started)) * 1000;
      return [
        { name: 'batch accepted', unit: 'ms', value: accepted },
        { name: 'end to end to SENT', unit: '/s', value: perSecond },
      ];
    },
  },
  {
    name: 'delivered',
    receipts: true,
    run: async (bench, size) => {
      const before = await bench.confirmed();
      const started = performance.now();
      await batch(bench.target, messages(size.receipts));
      await bench.delivered(before + size.receipts);
      const perSecond = (size.receipts / (performance.now() - started)) * 1000;
      return [{ name: 'end to end to DELIVERED', unit: '/s', value: perSecond }];
    },
  },
];
