import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { FastifyReply } from 'fastify';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { newHolder } from '#libs/kernel';
import { unauthenticated } from '../../../application/keys/authenticate-key.ts';
import { authenticateUser, type Claims } from '../../../application/users/authenticate-user.ts';
import { ACCESS_TOKEN, Users } from '../../../application/users/ports.ts';
import { AuditLog } from '../../../application/audit/ports.ts';
import type { Principal } from '../../../application/ports.ts';
import { peerOf, type GatewayRequest } from './access.ts';
import { headerProblem } from './token-header.ts';

/** Finds the user of a request's access token. */
export abstract class BearerTokens {
  abstract principalOf(request: GatewayRequest, reply: FastifyReply): Promise<Principal>;
}

export interface BearerTokensOptions {
  readonly secret: string;
  readonly users: Users;
  readonly audit: AuditLog;
}

/** Passport keeps strategies by name for the whole process; a unique name keeps two gateways in one process apart. */
export function bearerTokens({ secret, users, audit }: BearerTokensOptions): BearerTokens {
  const name = `access-token.${newHolder()}`;
  return new (class extends AuthGuard(name) {
    readonly strategy = new (strategyOf(name))(secret, users);

    override getAuthenticateOptions = () => ({ session: false, property: 'principal' });

    async principalOf(request: GatewayRequest, reply: FastifyReply): Promise<Principal> {
      try {
        await this.canActivate(new ExecutionContextHost([request, reply]));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const clientIp = peerOf(request);
        if (error.forged)
          await audit.record({
            action: 'auth.credential',
            outcome: 'denied',
            actor: 'anonymous',
            code: 'unauthenticated',
            reason: 'forged',
            clientIp,
          });
        throw unauthenticated();
      }
      if (request.principal === null) throw unauthenticated();
      return request.principal;
    }

    override handleRequest<User>(error: unknown, principal: User, info: unknown): User {
      if (error instanceof Error) throw error;
      if (!principal) throw new Refused(info instanceof Error ? info.message : '');
      return principal;
    }
  })();
}

/** An error that an honest client cannot cause; an old token, or one of another service, is no such error. */
class Refused extends Error {
  get forged(): boolean {
    return ['invalid signature', 'invalid algorithm', 'jwt signature is required', 'forged header'].includes(
      this.message,
    );
  }
}

function strategyOf(name: string) {
  return class extends PassportStrategy(Strategy, name) {
    private readonly users: Users;

    constructor(secret: string, users: Users) {
      super({
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
        secretOrKeyProvider: (
          _request: unknown,
          token: string,
          done: (error: Error | null, secret?: string) => void,
        ) => {
          const problem = headerProblem(token);
          return problem === undefined ? done(null, secret) : done(new Error(problem));
        },
        algorithms: [ACCESS_TOKEN.algorithm],
        issuer: ACCESS_TOKEN.issuer,
        audience: ACCESS_TOKEN.audience,
        jsonWebTokenOptions: { clockTolerance: ACCESS_TOKEN.skewSeconds },
      });
      this.users = users;
    }

    async validate(claims: Claims): Promise<Principal | false> {
      return (await authenticateUser(this.users, claims)) ?? false;
    }
  };
}
