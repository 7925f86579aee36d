import { clock } from '#libs/kernel';
import { answered, type Api } from '../api/client.ts';
import type { components } from '../api/paths.generated.ts';
import { EXIT, Failure } from '../failure.ts';
import type { Finding } from './finding.ts';

type Key = components['schemas']['KeyList']['data'][number];
type RouteHealth = components['schemas']['VendorList']['data'][number]['routes'][number];

const MOST_APART_MS = 30_000;
const SOON_MS = 14 * 86_400_000;

/** What the API says about itself and the services behind it. */
export async function examine(api: Api, url: string): Promise<Finding[]> {
  const [first, isThere] = await gateway(api, url);
  if (!isThere) return [first];
  const parts = await Promise.all([
    asked('credential', async () => {
      const { kind, scopes } = await answered(api.GET('/api/v1/auth/me'));
      return [{ of: 'credential', what: 'valid', ok: true, detail: `A ${kind} that may ${scopes.join(', ')}.` }];
    }),
    asked('services', async () => {
      const { checks } = await answered(api.GET('/api/v1/system/checks'));
      return checks.map(({ service, name, ok, detail }) => ({ of: service, what: name, ok, detail }));
    }),
    asked('vendors', async () => {
      const { data } = await answered(api.GET('/api/v1/vendors'));
      return ofRoutes(data.flatMap(({ routes }) => routes));
    }),
    asked('keys', async () => {
      const { data } = await answered(api.GET('/api/v1/api-keys', { params: { query: { limit: 100 } } }));
      return ofKeys(data, clock.now());
    }),
  ]);
  return [first, ...parts.flat()];
}

/** The first finding, and whether others can follow. */
async function gateway(api: Api, url: string): Promise<[Finding, boolean]> {
  try {
    const { response } = await api.GET('/health/live');
    const apartMs = Math.abs(Date.parse(response.headers.get('date') ?? '') - clock.now());
    const isInStep = !(apartMs > MOST_APART_MS);
    const apart = `This machine's clock is ${Math.round(apartMs / 1_000)} s away from the gateway's. Set it by NTP.`;
    return [{ of: 'gateway', what: 'answers', ok: isInStep, detail: isInStep ? `It answers at ${url}.` : apart }, true];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [{ of: 'gateway', what: 'answers', ok: false, detail: error.message }, false];
  }
}

/** A question that this credential may not ask leaves a note; one that fails is a finding. */
async function asked(of: string, ask: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const isDenied = error.exitCode === EXIT.notAllowed && of !== 'credential';
    const detail = isDenied ? 'Not checked: the credential does not have the scope.' : error.message;
    return [{ of, what: 'answers', ok: isDenied, detail }];
  }
}

export function ofRoutes(routes: readonly RouteHealth[]): Finding[] {
  if (routes.length === 0)
    return [{ of: 'vendors', what: 'routes', ok: false, detail: 'There is no route: add an account of a vendor.' }];
  return routes
    .filter(({ enabled }) => enabled)
    .map((route) => ({ of: route.route, what: 'route', ...stateOf(route) }));
}

function stateOf({ state }: RouteHealth): { readonly ok: boolean; readonly detail: string } {
  const { breaker, reason, override, throttle } = state;
  if (override)
    return {
      ok: false,
      detail: `Forced ${override.force} until ${override.until} by ${override.by}: ${override.reason}`,
    };
  if (breaker === 'open')
    return {
      ok: false,
      detail: `No message takes it (${reason ?? 'errors'}); it is probed. Look at the vendor's status.`,
    };
  if (throttle)
    return { ok: false, detail: `The vendor throttles it until ${throttle.until}. Ask for a higher limit.` };
  if (breaker === 'ramp') return { ok: true, detail: 'It recovers: load returns slowly.' };
  return { ok: true, detail: 'Messages take it.' };
}

export function ofKeys(keys: readonly Key[], now: number): Finding[] {
  const active = keys.filter(({ state }) => state === 'active');
  const wrong = active.flatMap((key): Finding[] => {
    const { id, exposed_at, expires_at, replaced_by } = key;
    if (exposed_at) return [ofKey(id, `It was sent in a URL at ${exposed_at}. Rotate it.`)];
    const endsSoon = expires_at !== undefined && Date.parse(expires_at) - now < SOON_MS && !replaced_by;
    return endsSoon ? [ofKey(id, `It ends at ${expires_at}. Make another one.`)] : [];
  });
  if (wrong.length > 0) return wrong;
  return [{ of: 'keys', what: 'valid', ok: true, detail: `${active.length} are active; none ends within two weeks.` }];
}

const ofKey = (id: string, detail: string): Finding => ({ of: `key ${id}`, what: 'valid', ok: false, detail });
