import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { FastifyReply } from 'fastify';
import { errors, jwtVerify } from 'jose';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { newHolder } from '#libs/kernel';
import { unauthenticated } from '../../../application/keys/authenticate-key.ts';
import type { Claims } from '../../../application/issuers/token-principal.ts';
import { AuditLog } from '../../../application/audit/ports.ts';
import type { Principal } from '../../../application/ports.ts';
import { acceptedFor, NotAccepted, type Accepted, type IssuerPorts } from './accepted-issuers.ts';
import { peerOf, type GatewayRequest } from './access.ts';

/** Finds the user of a request's token: one of ours, or one of an accepted issuer. */
export abstract class BearerTokens {
  abstract principalOf(request: GatewayRequest, reply: FastifyReply): Promise<Principal>;
}

/** Passport keeps strategies by name for the whole process; a unique name keeps two gateways in one process apart. */
export function bearerTokens(ports: IssuerPorts, audit: AuditLog): BearerTokens {
  const name = `access-token.${newHolder()}`;
  return new (class extends AuthGuard(name) {
    readonly strategy = new (strategyOf(name))(ports);

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
      if (principal) return principal;
      const isRefusal = info instanceof NotAccepted || info instanceof errors.JOSEError;
      if (info instanceof Error && !isRefusal) throw info;
      throw new Refused(isForgery(info));
    }
  })();
}

class Refused extends Error {
  constructor(readonly forged: boolean) {
    super();
  }
}

/** An error that an honest client cannot cause; an old token, or one of another service, is no such error. */
const isForgery = (info: unknown): boolean =>
  info instanceof NotAccepted
    ? info.problem === 'forged header' || info.problem === 'unknown key'
    : info instanceof errors.JWSSignatureVerificationFailed || info instanceof errors.JOSEAlgNotAllowed;

interface Verified {
  readonly claims: Claims;
  readonly principalOf: Accepted['principalOf'];
}

type Done<Value> = (error: Error | null, value?: Value) => void;

/**
 * Passport-jwt's own verifier has no EdDSA, and one list of algorithms, one issuer and one audience for all tokens. Here
 * these come with the key.
 */
(Strategy as unknown as { JwtVerifier: unknown }).JwtVerifier = (
  token: string,
  { key, options, principalOf }: Accepted,
  _options: unknown,
  done: Done<Verified>,
): void => {
  jwtVerify(token, key, options).then(({ payload: claims }) => done(null, { claims, principalOf }), done);
};

function strategyOf(name: string) {
  return class extends PassportStrategy(Strategy, name) {
    constructor(ports: IssuerPorts) {
      super({
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
        secretOrKeyProvider: (_request: unknown, token: string, done: Done<Accepted>) => {
          acceptedFor(ports, token).then((accepted) => done(null, accepted), done);
        },
      } as ConstructorParameters<typeof Strategy>[0]);
    }

    async validate({ claims, principalOf }: Verified): Promise<Principal | false> {
      return (await principalOf(claims)) ?? false;
    }
  };
}
