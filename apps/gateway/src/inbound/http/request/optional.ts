import { ValidateIf } from 'class-validator';

/** Absent, and not null: what the document does not name is refused. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** Absent, or null, which takes away what was there. */
export const Removable = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined && value !== null);
