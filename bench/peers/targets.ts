export interface Bar {
  readonly at: 'least' | 'most';
  readonly value?: number;
  /** At least this many times Kannel's figure in the same round. */
  readonly ofKannel?: number;
}

const least = (value: number, ofKannel?: number): Bar => ({
  at: 'least',
  value,
  ...(ofKannel !== undefined && { ofKannel }),
});
const most = (value: number): Bar => ({ at: 'most', value });
const ofKannel = (share: number): Bar => ({ at: 'least', ofKannel: share });

/** The promise on two cores, and the next goal. */
export const targets: Readonly<Record<string, { readonly must: Bar; readonly next?: Bar }>> = {
  'M1 accepts, 64 connections': { must: least(1_000, 0.1), next: ofKannel(0.25) },
  'M2 bulk accept': { must: least(5_000, 0.4), next: ofKannel(1) },
  'M3 end to end': { must: least(2_000), next: ofKannel(0.5) },
  'M4 accept at 200/s, p50': { must: most(5), next: most(2.5) },
  'M4 accept at 200/s, p99': { must: most(30), next: most(10) },
  'M4 end to end at 200/s, p50': { must: most(12), next: most(5) },
  'M4 end to end at 200/s, p99': { must: most(60), next: most(20) },
  'M6 end to end, vendor takes 50 ms': { must: least(800), next: least(2_000) },
  ...Object.fromEntries(
    ['refused', '503', '429', 'temp-fail', 'hang'].flatMap((behaviour) => [
      [`M5 ${behaviour}: left within 10 s`, { must: least(100) }],
      [`M5 ${behaviour}: calls to the primary once its breaker is open`, { must: most(5) }],
      [`M5 ${behaviour}: added to p99`, { next: most(50) }],
    ]),
  ),
  ...Object.fromEntries(
    ['10,000', '50,000', '200,000'].map((count) => [
      `M9 memory per queued text, ${count} queued`,
      { must: most(500), next: most(100) },
    ]),
  ),
};
