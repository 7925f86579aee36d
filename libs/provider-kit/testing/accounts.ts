import { monotonicMs } from '#libs/kernel';
import { deadUrl } from './dead-url.ts';
import { until } from './stage.ts';
import type { Scene, TypedAccountUnderTest } from './vendor-under-test.ts';

/** Well before the cache of secrets, which keeps them for a minute, would expire. */
const SOON_MS = 10_000;

export function describeAccounts(scene: Scene, account: TypedAccountUnderTest): void {
  const { typed, required, malformed, secret } = account;
  const refused = (detail: RegExp) => ({ code: 'invalid_account', detail: expect.stringMatching(detail) });

  test('the check of an account that can send is well', async () => {
    expect(await scene.stage.check()).toMatchObject({ ok: true });
  });

  test('the check of a vendor that cannot be connected to says that it is down', async () => {
    const stage = await scene.anotherStage({ vendorUrl: await deadUrl() });

    expect(await stage.check()).toEqual({ ok: false, fault: 'down', vendor_code: 'connection_refused' });
  });

  test('the check of a vendor whose answer is not understood gives no reason', async () => {
    const html = { fault: { kind: 'html-502' }, match: { operation: 'any' } };
    await scene.sandbox.fault(scene.vendor, html);

    const reply = await scene.stage.check();

    expect(reply).toMatchObject({ ok: false });
    expect(reply).not.toHaveProperty('fault');
  });

  test.each(required)('an account without its %s is refused by that name', async (name) => {
    const { [name]: _, ...rest } = typed;

    await expect(scene.stage.seal(rest)).rejects.toMatchObject(refused(new RegExp(`^${name} is missing`)));
  });

  test.each(Object.entries(malformed))(
    'an account whose %s has another form is refused by that name',
    async (name, value) => {
      const refusal = await scene.stage.seal({ ...typed, [name]: value }).catch((error: Error) => error);

      expect(refusal).toMatchObject(refused(new RegExp(`^${name} `)));
      expect(JSON.stringify(refusal)).not.toContain(value);
    },
  );

  test('an account with an unknown setting is refused', async () => {
    await expect(scene.stage.seal({ ...typed, colour: 'red' })).rejects.toMatchObject(refused(/colour/));
  });

  test('an account of an environment that the adapter does not serve is refused', async () => {
    await expect(scene.stage.seal(typed, 'live')).rejects.toMatchObject(refused(/serves test accounts only/));
  });

  test('a typed account is sealed, its secret cannot be seen, and it can send', async () => {
    const stage = await scene.anotherStage({});
    const sealed = await stage.seal(typed);
    const item = scene.newItem();

    stage.keep(sealed);

    expect(await stage.deliverFrom(sealed.key, item)).toMatchObject([{ outcome: 'accepted' }]);
    expect(await scene.sandbox.texts(item.to)).toHaveLength(1);
    if (secret !== undefined) expect(JSON.stringify(sealed)).not.toContain(typed[secret]);
    expect(sealed).toMatchObject({
      vendor: scene.vendor,
      environment: 'test',
      receipts: scene.stage.accounts[0]!.receipts,
    });
  });

  test('an account with an address of its own calls that one, in both environments', async () => {
    const stage = await scene.anotherStage({ vendorUrl: await deadUrl(), outboundAllowedHosts: ['127.0.0.1'] });
    for (const environment of ['test', 'live'] as const) {
      const sealed = await stage.seal({ ...typed, api_url: `${scene.sandbox.url}/` }, environment);
      const item = scene.newItem();
      stage.keep(sealed);

      expect(sealed.fields).toContain('api_url');
      expect(sealed.key).not.toBe(stage.accounts[0]!.key);
      expect(await stage.deliverFrom(sealed.key, item)).toMatchObject([{ outcome: 'accepted' }]);
      expect(await scene.sandbox.texts(item.to)).toHaveLength(1);
      expect(await stage.check(sealed.key)).toMatchObject({ ok: true });
    }
  });

  test.each([
    ['http://127.0.0.1:8025', 'must be an https address'],
    ['https://127.0.0.1', 'must name a public host'],
    ['https://[::ffff:10.0.0.1]', 'must name a public host'],
    ['https://user:password@example.com', 'must not contain a user or a password'],
    ['https://example.com:6379', 'must have the port 443 or 8443'],
    ['https://8.8.8.8/sms', 'must have no path'],
    ['https://localhost.', 'must name a public host'],
  ])('an account with the address %s is refused', async (api_url, problem) => {
    await expect(scene.stage.seal({ ...typed, api_url })).rejects.toMatchObject(
      refused(new RegExp(`^api_url ${problem}`)),
    );
  });

  if (secret !== undefined) describeSecret(scene, account, secret);
}

/** As long as the right one, and of the same form. */
export const wrongSecretOf = ({ typed, secret = '', wrongSecret }: TypedAccountUnderTest): string =>
  wrongSecret ?? [...(typed[secret] ?? '')].toReversed().join('');

/** Tests of a vendor with credentials. */
function describeSecret(scene: Scene, account: TypedAccountUnderTest, secret: string): void {
  const { typed } = account;
  const withWrongSecret = { ...typed, [secret]: wrongSecretOf(account) };

  test('the check of an account with wrong credentials says that it is misconfigured', async () => {
    const stage = await scene.anotherStage({});
    const wrong = await stage.seal(withWrongSecret);
    stage.keep(wrong);

    expect(await stage.check(wrong.key)).toMatchObject({ ok: false, fault: 'misconfigured' });
    expect(await stage.deliverFrom(wrong.key, scene.newItem())).toMatchObject([
      { outcome: 'vendor_fault', fault: 'misconfigured' },
    ]);
  });

  test('a changed secret is used soon after the change is announced', async () => {
    const stage = await scene.anotherStage({});
    const [wrong, right] = [await stage.seal(withWrongSecret), await stage.seal(typed)];
    stage.keep(wrong);
    expect(await stage.deliverFrom(wrong.key, scene.newItem())).toMatchObject([{ fault: 'misconfigured' }]);

    stage.keep(right);
    const changedAt = monotonicMs();
    await stage.tellOfChange();
    await until(async () => (await stage.deliverFrom(right.key, scene.newItem()))[0]!.outcome === 'accepted');

    expect(monotonicMs() - changedAt).toBeLessThan(SOON_MS);
  });
}
