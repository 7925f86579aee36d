import type { ItemOutcome } from '#libs/contracts';
import type { Meaning } from '#libs/provider-kit';
import type { Refusal, ReportedStatus, Scene } from './vendor-under-test.ts';

/** The tables of a vendor's `outcomes.ts`, which its adapter reads at every answer. */
interface Tables {
  readonly CODES: Table;
  /** What an HTTP status means beside a code that `CODES` does not list. */
  readonly MEANING_OF_STATUS?: Table;
  /** What a reported status proves. */
  readonly STATUSES?: Table;
  /** Our words for a reported status. */
  readonly REASONS?: Table;
}
type Table = Record<string, string | null | undefined>;

/** The adapter runs in this process, so that it reads a row as it was changed here. No expectation is taken from it. */
async function tablesOf({ vendor, tables }: Scene): Promise<Tables> {
  const folder = `../../../apps/provider-${vendor}`;
  return {
    ...((await import(`${folder}/src/outcomes.ts`)) as Tables),
    ...((await import(`${folder}/${tables}`)) as Tables),
  };
}

/** The rows about a reported status that no test sees. */
export async function statusesUnseen(scene: Scene, testsOf: (row: string) => Promise<void>): Promise<string[]> {
  const { STATUSES = {}, REASONS = {} } = await tablesOf(scene);
  return [...(await rowsUnseen(STATUSES, testsOf)), ...(await rowsUnseen(REASONS, testsOf))];
}

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
  async function deliver(isMeant: (row: Refusal) => boolean): Promise<void> {
    const tests = rows.filter(isMeant).map((it) => ({ ...it, item: scene.newItem(it.item) }));
    await scene.sandbox.fault(scene.vendor, ...tests.map(({ fault, item }) => ({ fault, match: { to: item.to } })));
    for (const { item, outcome } of tests) expect(await scene.stage.deliver(item)).toMatchObject([outcome]);
  }

  test('each row of the table of codes is seen by a test of its own: changed, it turns red', async () => {
    const { CODES, MEANING_OF_STATUS = {} } = await tablesOf(scene);
    const unseen = [
      ...(await rowsUnseen(CODES, (row) => deliver((it) => (it.row ?? String(it.fault['code'])) === row))),
      ...(await rowsUnseen(MEANING_OF_STATUS, (status) => deliver((it) => String(it.fault['status']) === status))),
    ];

    expect(unseen).toEqual([]);
  });
}

/** Changes each row in turn, for as long as its tests run, and returns the rows whose tests stayed green. */
async function rowsUnseen(table: Table, testsOf: (row: string) => Promise<void>): Promise<string[]> {
  const unseen: string[] = [];
  for (const [row, right] of Object.entries(table)) {
    table[row] = anotherThan(right);
    await testsOf(row)
      .then(
        () => unseen.push(row),
        (error: object) => {
          if (!('matcherResult' in error)) throw error;
        },
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
