import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { newHolder } from '#libs/kernel';
import { unauthenticated } from '../../application/authenticate-key.ts';
import { authenticateUser, type Claims } from '../../application/authenticate-user.ts';
import { ACCESS_TOKEN, AuditLog, Users, type Principal } from '../../application/ports.ts';
import { peerOf } from './access.ts';
import { headerProblem } from './token-header.ts';

/** Verifies a Bearer token and leaves its principal on the request. */
export abstract class AccessTokenGuard implements CanActivate {
  abstract canActivate(context: ExecutionContext): Promise<boolean>;
}

export interface AccessTokenGuardOptions {
  readonly secret: string;
  readonly users: Users;
  readonly audit: AuditLog;
}

/** Passport keeps strategies by name for the whole process; a name of its own keeps two gateways in one apart. */
export function accessTokenGuard({ secret, users, audit }: AccessTokenGuardOptions): AccessTokenGuard {
  const name = `access-token.${newHolder()}`;
  return new (class extends AuthGuard(name) {
    readonly strategy = new (strategyOf(name))(secret, users);

    override getAuthenticateOptions = () => ({ session: false, property: 'principal' });

    override async canActivate(context: ExecutionContext): Promise<boolean> {
      try {
        return (await super.canActivate(context)) as boolean;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const from = peerOf(context.switchToHttp().getRequest());
        if (error.forged)
          await audit.record({
            action: 'auth.credential',
            outcome: 'denied',
            actor: 'anonymous',
            reason: 'forged',
            from,
          });
        throw unauthenticated();
      }
    }

    override handleRequest<User>(error: unknown, principal: User, info: unknown): User {
      if (error instanceof Error) throw error;
      if (!principal) throw new Refused(info instanceof Error ? info.message : '');
      return principal;
    }
  })();
}

/** What cannot happen to an honest client, apart from what can: an old token, or one of another service. */
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
