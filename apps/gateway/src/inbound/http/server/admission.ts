import { Injectable, PayloadTooLargeException } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { monotonicMs, PostriderError } from '#libs/kernel';
import { authenticateKey, unauthenticated } from '../../../application/keys/authenticate-key.ts';
import { authorize } from '../../../application/audit/authorize.ts';
import { Tenants } from '../../../application/tenants/ports.ts';
import { ApiKeys, KeyHasher, KeyRefusals } from '../../../application/keys/ports.ts';
import { AuditLog } from '../../../application/audit/ports.ts';
import { CallBuckets, nameOf, type Principal } from '../../../application/ports.ts';
import { authenticateSession } from '../../../application/users/console-session.ts';
import { SessionCookies, Sessions, UserTokens, Users } from '../../../application/users/ports.ts';
import { authenticateUserToken } from '../../../application/users/user-token.ts';
import { peerOf, type Access, type GatewayRequest } from './access.ts';
import { BearerTokens } from './bearer-tokens.ts';
import { credentialOf } from './credentials.ts';
import { narrowToEnvironment } from './environments.ts';
import { refuseCrossSite, sessionCookieIn } from './session-cookie.ts';

/** Authenticates the caller and checks the scope before a byte of the body is read. */
@Injectable()
export class Admission {
  constructor(
    readonly keys: ApiKeys,
    readonly hasher: KeyHasher,
    readonly audit: AuditLog,
    readonly refusals: KeyRefusals,
    readonly users: Users,
    readonly userTokens: UserTokens,
    private readonly tenants: Tenants,
    readonly sessions: Sessions,
    readonly cookies: SessionCookies,
    private readonly tokens: BearerTokens,
    private readonly calls: CallBuckets,
  ) {}

  async admit(access: Exclude<Access, 'anyone'>, request: GatewayRequest, reply: FastifyReply): Promise<void> {
    const principal = await this.authenticate(request, reply);
    request.principal = principal;
    this.takeOne(principal);
    if (!(await this.tenants.isActive(principal.tenant))) await this.refuseDisabled(principal, peerOf(request));
    if (access !== 'signed_in') await authorize(this.audit, principal, access, peerOf(request));
    request.principal = narrowToEnvironment(principal, request.headers['postrider-environment']);
  }

  private async refuseDisabled(principal: Principal, clientIp: string): Promise<never> {
    const { tenant } = principal;
    const row = { action: 'auth.credential', outcome: 'denied', actor: nameOf(principal), tenant, clientIp } as const;
    await this.audit.record({ ...row, reason: 'tenant_disabled' });
    throw unauthenticated();
  }

  /** Of the bucket of the caller; messages are counted by the dispatcher. */
  private takeOne({ kind, tenant, id }: Principal): void {
    const waitMs = this.calls.take(`${tenant}.${kind}.${id}`, monotonicMs());
    if (waitMs === 0) return;
    throw new PostriderError('rate_limited', 'There were too many calls. Wait, and send fewer at a time.', {
      retryAfterMs: waitMs,
    });
  }

  private async authenticate(request: GatewayRequest, reply: FastifyReply): Promise<Principal> {
    const credential = credentialOf(request.raw);
    const cookie = sessionCookieIn(request);
    if (cookie !== undefined && credential !== undefined)
      throw new PostriderError('ambiguous_credentials', 'Send one credential: the session cookie, or a header.');
    if (cookie !== undefined) {
      if (request.method !== 'GET' && request.method !== 'HEAD') refuseCrossSite(request);
      return authenticateSession(this, cookie, peerOf(request));
    }
    if (credential === undefined) throw unauthenticated();
    if (credential.kind === 'key') return authenticateKey(this, credential.key, peerOf(request));
    if (credential.kind === 'user token') return authenticateUserToken(this, credential.token, peerOf(request));
    return this.tokens.principalOf(request, reply);
  }
}

/** Guards every route that is added from now on; a route without an access cannot be added. */
export function admitCallers(fastify: FastifyInstance, admission: Admission): void {
  fastify.addHook('onRoute', (route) => {
    const { access } = route.config ?? {};
    if (access === undefined) throw new Error(`${route.url} does not say who may call it: decorate it with @Allow.`);
    if (access === 'anyone') return;

    const { bodyLimit = 0 } = route;
    const hook = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      refuseLongBody(request, reply, bodyLimit);
      await admission.admit(access, request as GatewayRequest, reply);
    };
    route.onRequest = [route.onRequest ?? [], hook].flat();
  });
}

/** As Fastify does when it reads the body; a body without a Content-Length is checked there. */
function refuseLongBody({ method, headers }: FastifyRequest, reply: FastifyReply, limit: number): void {
  const hasBody = method !== 'GET' && method !== 'HEAD';
  if (!hasBody || !(Number(headers['content-length']) > limit)) return;
  void reply.header('connection', 'close');
  throw new PayloadTooLargeException();
}
