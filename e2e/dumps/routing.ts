import type { Api } from '../harness/api.ts';

/**
 * Settings of routes that operators make, if the version has them: a policy, a sender, a route with a name and a price, a price list.
 */
export async function setRouting(api: Api): Promise<void> {
  const { status, body } = await api.call<{ data: { id: string; vendor: string }[] }>('GET', '/api/v1/routes');
  if (status === 404 || status === 403) return;
  // The others report no delivery, or send in their own country alone.
  const routes = body.data.flatMap(({ id, vendor }) => (vendor === 'twilio' || vendor === 'sns' ? id : []));
  // One whose vendor takes a name as sender.
  const named = body.data.findLast(({ vendor }) => vendor === 'sns' || vendor === 'twilio')!.id;
  const rule = { name: 'All of them', countries: ['HK', 'US'], routes };
  await must(api, 'PUT', '/api/v1/routing-policies/test', { rules: [rule] }, { 'if-match': '"0"' });
  await must(api, 'PUT', '/api/v1/senders/Postrider', { routes: [named] });
  await must(api, 'PUT', '/api/v1/senders/Former', { routes: [named] });
  await must(api, 'DELETE', '/api/v1/senders/Former', undefined);
  await must(api, 'PATCH', `/api/v1/routes/${named}`, {
    name: 'The second way',
    price_micros: 7_500,
    currency: 'USD',
  });
  const price = { route: named, country: 'HK', price_micros: 6_000, currency: 'USD' };
  const priced = await api.call('POST', '/api/v1/prices', { body: price });
  if (![200, 404].includes(priced.status)) throw new Error(`The price was answered with ${priced.status}.`);
  const closed = { force: 'closed', for_s: 1, reason: 'Whatever it was, it is over.' };
  await must(api, 'POST', `/api/v1/routes/${named}/force`, closed);
}

async function must(api: Api, method: string, path: string, body: unknown, headers = {}): Promise<void> {
  const answer = await api.call(method, path, { body, headers });
  if (answer.status >= 300) throw new Error(`${method} ${path} was answered with ${JSON.stringify(answer.body)}`);
}
