import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { authenticateKey, unauthenticated } from '../../application/authenticate-key.ts';
import { authorize } from '../../application/authorize.ts';
import { ApiKeys, AuditLog, KeyHasher, type Principal } from '../../application/ports.ts';
import { ACCESS, peerOf, type Access, type GatewayRequest } from './access.ts';
import { AccessTokenGuard } from './access-token.guard.ts';
import { credentialOf } from './credentials.ts';

/** Stands before every route: finds out who calls, and whether they may. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    readonly keys: ApiKeys,
    readonly hasher: KeyHasher,
    readonly audit: AuditLog,
    private readonly tokens: AccessTokenGuard,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.get<Access | undefined>(ACCESS, context.getHandler());
    if (access === undefined) throw new Error('A route does not say who may call it.');
    if (access === 'anyone') return true;

    const request = context.switchToHttp().getRequest<GatewayRequest>();
    const principal = await this.authenticate(request, context);
    request.principal = principal;
    if (access !== 'signed_in') await authorize(this.audit, principal, access, peerOf(request));
    return true;
  }

  private async authenticate(request: GatewayRequest, context: ExecutionContext): Promise<Principal> {
    const credential = credentialOf(request.raw);
    if (credential === undefined) throw unauthenticated();
    if (credential.kind === 'key') return authenticateKey(this, credential.key, peerOf(request));

    await this.tokens.canActivate(context);
    if (request.principal === null) throw unauthenticated();
    return request.principal;
  }
}
