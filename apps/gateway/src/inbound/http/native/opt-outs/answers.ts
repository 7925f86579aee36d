import { IsBoolean } from 'class-validator';
import { Described, ImportOptOutsReply, OptOutOfNumber, OptOutView } from '#libs/contracts';
import { pageOfClass } from '../../request/pages.ts';

export class OptOutList extends pageOfClass(OptOutView) {}

export class AddedOptOut extends OptOutView {
  @Described('False: it was in force already, with this scope or a wider one.') @IsBoolean() added!: boolean;
}

export class ImportedOptOuts extends ImportOptOutsReply {}

export class FoundOptOut extends OptOutOfNumber {}
