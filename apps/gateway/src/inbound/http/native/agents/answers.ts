import { IsBoolean, IsString } from 'class-validator';
import { AgentView, Described, PoolView } from '#libs/contracts';
import { pageOfClass } from '../../request/pages.ts';

export class AgentList extends pageOfClass(AgentView) {}

export class PoolList extends pageOfClass(PoolView) {}

export class RegistrationSecretAnswer {
  @Described('Phones register with it. Empty: there is none, and they register by enrolment codes.')
  @IsString()
  registration_secret!: string;
  @Described('Whether there is one.') @IsBoolean() configured!: boolean;
}
