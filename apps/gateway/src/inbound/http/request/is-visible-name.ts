import { IsString, Matches } from 'class-validator';

const NAME = /^(?=.*\S)[^\p{C}]{1,64}$/u;

/** A name for people. */
export const IsVisibleName = (): PropertyDecorator => (target, name) => {
  IsString()(target, name);
  Matches(NAME, { message: '$property must be 1 to 64 visible characters' })(target, name as string);
};
