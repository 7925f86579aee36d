import { IsBoolean, IsIn, IsString } from 'class-validator';
import { Described, DescribedTime } from '#libs/contracts';
import type { Session } from '../../../../application/users/ports.ts';
import { pageOfClass } from '../../request/pages.ts';

const KINDS = ['console', 'tokens'] as const;

export class SessionAnswer {
  @Described('Id of the session.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() id!: string;
  @Described('A log-in at the console, or one with access and refresh tokens.') @IsIn(KINDS) kind!:
    'console' | 'tokens';
  @Described('Whether this call belongs to it.') @IsBoolean() current!: boolean;
  @DescribedTime('When it began.') @IsString() started_at!: string;
  @DescribedTime('When it was last used or refreshed, to the minute.') @IsString() last_used_at!: string;
  @DescribedTime('When it ends unless it is used or refreshed.') @IsString() expires_at!: string;
}

export class SessionList extends pageOfClass(SessionAnswer) {}

export const sessionAnswer = (
  { id, startedAt, refreshedAt, expiresAt, endsAt }: Session,
  current: string | undefined,
): SessionAnswer => ({
  id,
  kind: endsAt ? 'console' : 'tokens',
  current: id === current,
  started_at: startedAt.toISOString(),
  last_used_at: refreshedAt.toISOString(),
  expires_at: expiresAt.toISOString(),
});
