import { Api } from './api.ts';
import type { TargetFacts } from './target.ts';

/** Makes calls of the first administrator, which must succeed. */
export async function administratorOf({ gateways, env }: TargetFacts) {
  const api = new Api(gateways[0]!);
  const { SEED_ADMIN_USERNAME: username, SEED_ADMIN_PASSWORD: password } = env;
  const login = await api.call<{ access_token: string }>('POST', '/api/v1/auth/login', {
    body: { username, password },
  });
  const headers = { authorization: `Bearer ${login.body.access_token}` };
  return async <Answer>(method: string, path: string, body?: object): Promise<Answer> => {
    const { status, body: said } = await api.call<Answer>(method, `/api/v1/${path}`, {
      headers,
      ...(body && { body }),
    });
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(said)}`);
    return said;
  };
}
