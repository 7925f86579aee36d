import { IsBoolean, IsIn, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { Described } from '#libs/contracts';
import { ROLES, type Role } from '../../../../application/ports.ts';
import { Optional } from '../../request/optional.ts';

const SHORTEST = 10;
const SAYS = `At least ${SHORTEST} characters, not in lists of leaked passwords, and without the name.`;

const IsPassword = (): PropertyDecorator => (target, name) => {
  IsString()(target, name);
  MaxLength(256)(target, name as string);
  MinLength(SHORTEST, { context: { code: 'weak_password' } })(target, name as string);
  Described(SAYS, 'seven brown foxes by the river')(target, name);
};

export class OwnerBody {
  @Described('3 to 64 letters, digits and . _ @ + -; unique over all tenants, case does not matter.', 'ada')
  @Matches(/^[A-Za-z0-9._@+-]{3,64}$/, { message: 'username must be 3 to 64 letters, digits and . _ @ + -' })
  @IsString()
  username!: string;

  @IsPassword()
  password!: string;
}

export class CreateUserBody extends OwnerBody {
  @Described('The role of the user, which decides their scopes. Only an owner makes an owner.', 'operator')
  @IsIn(ROLES)
  role!: Role;
}

export class ChangeUserBody {
  @Described('The role of the user, which decides their scopes. Only an owner makes an owner.', 'viewer')
  @Optional()
  @IsIn(ROLES)
  role?: Role;

  @Described('Whether the user may log in and call.', true)
  @Optional()
  @IsBoolean()
  active?: boolean;

  @Described('Whether the user manages the tenants of the installation; only such a user changes it.', false)
  @Optional()
  @IsBoolean()
  installation_admin?: boolean;
}

export class PasswordBody {
  @IsPassword()
  password!: string;
}
