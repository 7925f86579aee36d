import { IsIn, IsString, Matches, MaxLength, MinLength, registerDecorator } from 'class-validator';
import { Described, ENVIRONMENTS, type Environment } from '#libs/contracts';
import { exampleSettings } from '../../openapi/vendor-settings.ts';
import { Optional } from '../../request/optional.ts';

const MOST_SETTINGS = 30;
const LONGEST_SETTING = 4_096;
const NAME = /^[a-z][a-z0-9_]{0,63}$/;

const SETTINGS_SHOWN =
  "The vendor's settings, each a text. They are sealed at once, under a key that the vendor's adapter alone has, and never shown again. Every vendor takes api_url besides, from an owner: another public https address of its API.";
const EXAMPLE_SETTINGS = exampleSettings('twilio');

export class CreateAccountBody {
  @Described('The vendor of the account.', 'twilio')
  @Matches(/^[a-z][a-z0-9]{0,31}$/, { message: '$property must be the name of a vendor, such as twilio' })
  vendor!: string;

  @Described('For people.', 'Main account')
  @MaxLength(64)
  @MinLength(1)
  @IsString()
  name!: string;

  @Described('Which messages it may carry.', 'test')
  @IsIn(ENVIRONMENTS)
  environment!: Environment;

  @Described(SETTINGS_SHOWN, EXAMPLE_SETTINGS)
  @IsSettings()
  settings!: Record<string, string>;
}

export class ReplaceAccountBody {
  @Described('For people; unchanged if left out.', 'Main account')
  @Optional()
  @MaxLength(64)
  @MinLength(1)
  @IsString()
  name?: string;

  @Described(`${SETTINGS_SHOWN} They replace all previous settings.`, EXAMPLE_SETTINGS)
  @IsSettings()
  settings!: Record<string, string>;
}

/** Its message repeats neither names nor values: both may be a secret in the wrong place. */
function IsSettings(): PropertyDecorator {
  const message = 'settings must be an object of 1 to 30 snake_case names with texts of 1 to 4,096 characters';
  return (target, propertyName) =>
    registerDecorator({
      name: 'isSettings',
      target: target.constructor,
      propertyName: propertyName as string,
      options: { message },
      validator: { validate: isSettings },
    });
}

function isSettings(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.length >= 1 && entries.length <= MOST_SETTINGS && entries.every(isSetting);
}

const isSetting = ([name, value]: [string, unknown]): boolean =>
  NAME.test(name) && typeof value === 'string' && value !== '' && value.length <= LONGEST_SETTING;
