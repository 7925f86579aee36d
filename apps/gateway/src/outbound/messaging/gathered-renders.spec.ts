import type { RenderReply, RenderRequest } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { GatheredRenders } from './gathered-renders.ts';

const LARGEST = 7.5 * 1_024 * 1_024;

/** Answers like the template service, and keeps the size of what it was asked. */
function playedTemplates() {
  const sizes: number[] = [];
  const render = async (request: RenderRequest): Promise<RenderReply> => {
    sizes.push(Buffer.byteLength(JSON.stringify(request)));
    await new Promise((done) => setTimeout(done, 5));
    return { calls: request.calls.map(({ items }) => ({ items: items.map(() => ({ text: 'x' })) })) };
  };
  return { sizes, renders: new GatheredRenders({ templates: { render } } as never) };
}

const tenant = '00000001' as TenantId;
const itemOf = (value: string) => ({ template: 'login', variables: { CODE: value } });

test('messages of calls that come together are rendered in one call, as long as the bus carries it', async () => {
  const { sizes, renders } = playedTemplates();
  await Promise.all(Array.from({ length: 400 }, () => renders.of(tenant, [itemOf('1234')])));
  expect(sizes).toHaveLength(1);

  const long = '\u0001'.repeat(40_000);
  await Promise.all(Array.from({ length: 100 }, () => renders.of(tenant, [itemOf(long)])));
  expect(Math.max(...sizes)).toBeLessThan(LARGEST);
});

test('a long list of large messages is rendered in several calls', async () => {
  const { sizes, renders } = playedTemplates();
  const items = Array.from({ length: 600 }, () => itemOf('ş'.repeat(4_000)));

  expect(await renders.of(tenant, items)).toHaveLength(600);
  expect(Math.max(...sizes)).toBeLessThan(LARGEST);
});
