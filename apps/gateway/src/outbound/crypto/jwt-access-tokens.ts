import { JwtService } from '@nestjs/jwt';
import { ACCESS_TOKEN, AccessTokens, type UserRecord } from '../../application/users/ports.ts';

export class JwtAccessTokens extends AccessTokens {
  readonly lifeSeconds: number;
  private readonly jwt: JwtService;

  constructor(secret: string, lifeMinutes: number) {
    super();
    this.lifeSeconds = lifeMinutes * 60;
    this.jwt = new JwtService({ secret });
  }

  /** The token has user and tenant; their scopes are read again with each call. */
  issue({ id, tenant }: UserRecord): Promise<string> {
    const { algorithm, type: typ, issuer, audience } = ACCESS_TOKEN;
    const header = { alg: algorithm, typ };
    return this.jwt.signAsync(
      { sub: id, tenant },
      { algorithm, header, issuer, audience, expiresIn: this.lifeSeconds },
    );
  }
}
