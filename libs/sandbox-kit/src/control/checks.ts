import { IsUrl, ValidateBy } from 'class-validator';

/** The longest time that a control call may ask for. */
export const MAX_MS = 3_600_000;

/** Vendors name their errors by numbers or by words. */
export const IsCode = (): PropertyDecorator =>
  ValidateBy({
    name: 'isCode',
    validator: {
      validate: (value) => Number.isInteger(value) || (typeof value === 'string' && value.length <= 200),
      defaultMessage: () => 'a whole number or a word',
    },
  });

/** An address of this machine is allowed too. */
export const IsWebUrl = (): PropertyDecorator =>
  IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] });
