import type { ItemOutcome } from '#libs/contracts';
import type { Meaning } from '#libs/provider-kit';
import type { Refusal, ReportedStatus, Scene } from './vendor-under-test.ts';

/** The tables of a vendor's `outcomes.ts`, which its adapter reads at every answer. */
interface Tables {
  readonly CODES: Record<string, Meaning>;
  /** What a reported status or reason proves. */
  readonly STATUSES?: Record<string, string | null | undefined>;
}

/** The adapter runs in this process, so that it reads a row as it was changed here. No expectation is taken from it. */
const tablesOf = async ({ vendor, tables }: Scene): Promise<Tables> =>
  (await import(`../../../apps/provider-${vendor}/${tables}`)) as Tables;

export const statusesOf = async (scene: Scene): Promise<Tables['STATUSES'] & object> =>
  (await tablesOf(scene)).STATUSES ?? {};

/** The row of `STATUSES` that decides about a reported status. */
export const rowOf = ({ row, status }: ReportedStatus): string => row ?? status;

/** Typed from the vendor's documentation: what its codes must come to. `faultOf` is how its fake server gives one. */
export function refusals(
  expected: Readonly<Partial<Record<Meaning, readonly (string | number)[]>>>,
  faultOf: (code: string | number, meaning: Meaning) => { status: number; message?: string } = () => ({
    status: 400,
  }),
): readonly Refusal[] {
  return Object.entries(expected).flatMap(([meaning, codes]) =>
    codes.map((code) => {
      const fault = { kind: 'error', code, ...faultOf(code, meaning as Meaning) };
      return { says: `refuses with ${fault.status} ${code}`, fault, outcome: outcomeFor(meaning as Meaning) };
    }),
  );
}

function outcomeFor(meaning: Meaning): Partial<ItemOutcome> {
  if (meaning === 'rejected' || meaning === 'throttled' || meaning === 'unknown') return { outcome: meaning };
  return { outcome: 'vendor_fault', fault: meaning };
}

export function describeTable(scene: Scene, rows: readonly Refusal[]): void {
  test('each row of the table of codes is seen by a test of its own: changed, it turns red', async () => {
    const { CODES } = await tablesOf(scene);
    const unseen = await rowsUnseen(CODES, async (row) => {
      const tests = rows
        .filter((it) => (it.row ?? String(it.fault['code'])) === row)
        .map((it) => ({ ...it, item: scene.newItem(it.item) }));
      await scene.sandbox.fault(scene.vendor, ...tests.map(({ fault, item }) => ({ fault, match: { to: item.to } })));
      for (const { item, outcome } of tests) expect(await scene.stage.deliver(item)).toMatchObject([outcome]);
    });

    expect(unseen).toEqual([]);
  });
}

/** Changes each row in turn, for as long as its tests run, and returns the rows whose tests stayed green. */
export async function rowsUnseen<Value>(
  table: Record<string, Value>,
  testsOf: (row: string) => Promise<void>,
): Promise<string[]> {
  const unseen: string[] = [];
  for (const [row, right] of Object.entries(table)) {
    table[row] = anotherThan(right) as Value;
    await testsOf(row)
      .then(
        () => unseen.push(row),
        () => undefined,
      )
      .finally(() => (table[row] = right));
  }
  return unseen;
}

function anotherThan(value: unknown): string {
  switch (value) {
    case 'DELIVERED':
      return 'UNDELIVERED';
    case 'UNDELIVERED':
    case null:
    case undefined:
      return 'DELIVERED';
    case 'unknown':
      return 'rejected';
    default:
      return 'unknown';
  }
}
