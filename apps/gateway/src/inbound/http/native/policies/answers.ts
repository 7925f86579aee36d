import { PolicyView } from '#libs/contracts';
import { Type } from 'class-transformer';
import { pageOfClass } from '../../request/pages.ts';
import { RuleBody } from './policy-body.ts';

/** Its rules have the same form as in a request. */
export class PolicyAnswer extends PolicyView {
  @Type(() => RuleBody) override rules!: RuleBody[];
}

export class PolicyList extends pageOfClass(PolicyAnswer) {}
