import { IsBoolean, IsIn, IsInt, IsString } from 'class-validator';
import { Described, DescribedTime, SAYS } from '#libs/contracts';
import { ROLES, type Role } from '../../../../application/ports.ts';
import type { UserView } from '../../../../application/users/ports.ts';
import { pageOfClass } from '../../request/pages.ts';

export class UserAnswer {
  @Described('Id of the user.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() id!: string;
  @Described(...SAYS.number) @IsInt() number!: number;
  @Described('The name for logging in.', 'ada') @IsString() username!: string;
  @Described('The role of the user, which decides their scopes.') @IsIn(ROLES) role!: Role;
  @Described('Whether the user may log in and call.') @IsBoolean() active!: boolean;
  @Described('Whether the user manages the tenants of the installation.') @IsBoolean() installation_admin!: boolean;
  @DescribedTime('When the user was made.') @IsString() created_at!: string;
  @Described('Who made the user.', 'user:01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() created_by!: string;
}

export class UserTokenAnswer {
  @Described('The user.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() user_id!: string;
  @Described('Send it as a Bearer token. It does not expire.') @IsString() token!: string;
}

export class UserList extends pageOfClass(UserAnswer) {}

export const userAnswer = ({ id, number, username, role, active, ...of }: UserView): UserAnswer => ({
  id,
  number,
  username,
  role,
  active,
  installation_admin: of.installationAdmin === true,
  created_at: of.createdAt.toISOString(),
  created_by: of.createdBy,
});
