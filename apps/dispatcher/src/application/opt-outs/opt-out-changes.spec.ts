import type { TenantId } from '#libs/kernel';
import { inFakeTime } from '../../../../../libs/kernel/testing/index.ts';
import { OptOutChanges } from './opt-out-changes.ts';

const TENANT = '0000000a' as TenantId;

test(
  'only the first of a tenant is counted, and each is answered when no replica decides without it',
  inFakeTime(async (pass) => {
    const counted: string[] = [];
    const changes = new OptOutChanges({
      changingRoutes: async (tenant, _routes, change) => {
        const result = await change();
        counted.push(tenant);
        return result;
      },
    });
    let answered = 0;
    const add = (): void => void changes.adding(TENANT, async () => 1).then((added) => (answered += added));

    add();
    await pass(549);
    expect([counted, answered]).toEqual([[TENANT], 0]);
    await pass(1);
    expect(answered).toBe(1);

    add();
    await pass(274);
    expect(answered).toBe(1);
    await pass(1);
    expect([counted, answered]).toEqual([[TENANT], 2]);
  }),
);

test('one whose first opt-out failed is counted the next time', async () => {
  let counted = 0;
  const changes = new OptOutChanges({ changingRoutes: (_tenant, _routes, change) => (counted++, change()) });
  const add = (add: () => Promise<number>) => changes.adding(TENANT, add).catch(() => 'failed');

  expect(await add(() => Promise.reject(new Error('the database is away')))).toBe('failed');
  expect(await add(async () => 1)).toBe(1);
  expect(counted).toBe(2);
});
