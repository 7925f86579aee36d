import { ValidateBy, type ValidationOptions } from 'class-validator';
import {
  ADDRESS_EXPECTED,
  COUNTRY_EXPECTED,
  CURRENCY_EXPECTED,
  DESTINATION_EXPECTED,
  hasNationalNumbers,
  INSTANT_EXPECTED,
  isAddressOrNetwork,
  isCountry,
  isCurrency,
  isDestination,
  isZone,
  parseInstant,
  readSender,
  REGION_EXPECTED,
  SENDER_EXPECTED,
  ZONE_EXPECTED,
} from '#libs/kernel';

/** Decorators for values that the kernel defines: the same function checks them wherever they come in. */
type FieldOptions = Pick<ValidationOptions, 'each' | 'context'>;

export const IsCountry = (options?: FieldOptions): PropertyDecorator =>
  is('isCountry', COUNTRY_EXPECTED, isCountry, options);

/** A country, or `*` for every one. */
export const IsDestination = (options?: FieldOptions): PropertyDecorator =>
  is('isDestination', DESTINATION_EXPECTED, isDestination, options);

/** A country whose numbers can be written without a country code. */
export const IsRegion = (options?: FieldOptions): PropertyDecorator =>
  is('isRegion', REGION_EXPECTED, hasNationalNumbers, options);

export const IsCurrency = (options?: FieldOptions): PropertyDecorator =>
  is('isCurrency', CURRENCY_EXPECTED, isCurrency, options);

/** An RFC 3339 time. */
export const IsInstant = (options?: FieldOptions): PropertyDecorator =>
  is('isInstant', INSTANT_EXPECTED, (value) => parseInstant(value) !== undefined, options);

export const IsAddressOrNetwork = (options?: FieldOptions): PropertyDecorator =>
  is('isAddressOrNetwork', ADDRESS_EXPECTED, isAddressOrNetwork, options);

export const IsSender = (options?: FieldOptions): PropertyDecorator =>
  is('isSender', SENDER_EXPECTED, (value) => readSender(value).ok, options);

export const IsZone = (options?: FieldOptions): PropertyDecorator => is('isZone', ZONE_EXPECTED, isZone, options);

function is(
  name: string,
  expected: string,
  validate: (value: unknown) => boolean,
  options: FieldOptions = {},
): PropertyDecorator {
  const message = options.each ? `each of $property must be ${expected}` : `$property must be ${expected}`;
  return ValidateBy({ name, validator: { validate } }, { ...options, message });
}
