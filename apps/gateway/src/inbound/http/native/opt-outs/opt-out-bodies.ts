import { IsIn, IsString, MaxLength, MinLength } from 'class-validator';
import { Described, OPT_OUT_SCOPES, OPT_OUT_SOURCES, type OptOutScope, type OptOutSource } from '#libs/contracts';
import { Optional } from '../../request/optional.ts';
import { PAGE, type PageWanted } from '../../request/pages.ts';
import { oneOf, type Parameters } from '../../request/query.ts';

export class NumberBody {
  @Described('As it was written; without a country code it is one of your default region.', '+15005550006')
  @MaxLength(64)
  @MinLength(1)
  @IsString()
  number!: string;
}

export class OptOutBody extends NumberBody {
  @Described('all: no messages, also no codes; marketing: no messages of this category. all if absent.', 'all')
  @Optional()
  @IsIn(OPT_OUT_SCOPES)
  scope?: OptOutScope;

  @Described('How you learned of it; api if absent, and import in a file.', 'web')
  @Optional()
  @IsIn(OPT_OUT_SOURCES)
  source?: OptOutSource;

  @Described('The word that the person sent, or where the wish is filed.', 'Form 4711')
  @Optional()
  @MaxLength(200)
  @MinLength(1)
  @IsString()
  proof?: string;
}

export class LiftBody {
  @Described('Stored with it.', 'The customer called and asked for it.')
  @MaxLength(200)
  @MinLength(1)
  @IsString()
  reason!: string;
}

interface Choice {
  readonly scope?: OptOutScope;
}
export type ChoiceOfPage = Choice & PageWanted;

export const CHOICE: Parameters<Choice> = { scope: oneOf(OPT_OUT_SCOPES, 'Only those of this scope.') };
export const CHOICE_OF_PAGE: Parameters<ChoiceOfPage> = { ...CHOICE, ...PAGE };
export type { Choice };
