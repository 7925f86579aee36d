import { ValidateIf } from 'class-validator';

/** Absent, and not null: the document does not allow null. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** Absent, or null, which removes the stored value. */
export const Removable = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined && value !== null);
