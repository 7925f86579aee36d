import type { TemplateHintView, VendorCarries } from '#libs/contracts';
import { characterName, gsmSubstitute, MAX_CHARACTERS, ucs2CharactersIn } from '#libs/kernel';
import type { Compiled } from './compile.ts';
import { longestOf } from './lengths.ts';
import { fill, variablesIn } from './placeholders.ts';
import type { Mapping } from './template.ts';

/** Characters that are named of each text. */
const MOST_NAMED = 5;

/** A vendor of the tenant, as its adapter describes it. */
export interface KnownVendor {
  readonly vendor: string;
  readonly carries: VendorCarries;
}

export const hintsOf = (
  compiled: Compiled,
  mappings: readonly Mapping[],
  vendors: readonly KnownVendor[],
): TemplateHintView[] => [
  ...compiled.texts.flatMap(ofAlphabet),
  ...ofMissingVariables(compiled),
  ...ofLength(compiled, vendors),
  ...vendors.flatMap((known) => ofMapping(known, mappings)),
];

/** Of a text in another script than Latin no character is named. */
function ofAlphabet({ language, parts }: Compiled['texts'][0]): TemplateHintView[] {
  const found = ucs2CharactersIn(fill(parts, () => ''));
  const isOtherScript = found.length > MOST_NAMED && found.some((it) => gsmSubstitute(it) === undefined);
  return isOtherScript ? [] : found.slice(0, MOST_NAMED).map((it) => named(language, it));
}

function named(language: string, character: string): TemplateHintView {
  const substitute = gsmSubstitute(character);
  const name = characterName(character);
  const instead = substitute === undefined ? '' : ` GSM-7 has ${JSON.stringify(substitute)} instead.`;
  const message = `The text in ${language} is sent in UCS-2, with 70 characters in a part, because of ${name}.${instead}`;
  return { code: 'ucs2_character', message, language, character, ...(substitute !== undefined && { substitute }) };
}

function ofMissingVariables({ texts, variables }: Compiled): TemplateHintView[] {
  return texts.flatMap(({ language, parts }) => {
    const used = variablesIn(parts);
    return variables
      .filter(({ name }) => !used.has(name))
      .map(({ name }): TemplateHintView => {
        const message = `The text in ${language} does not use ${name}, which other languages use.`;
        return { code: 'variable_not_in_language', message, language, variable: name };
      });
  });
}

function ofLength(compiled: Compiled, vendors: readonly KnownVendor[]): TemplateHintView[] {
  const longest = longestOf(compiled);
  if (longest > MAX_CHARACTERS) {
    const message = `With its longest values the text has ${longest} characters; more than ${MAX_CHARACTERS} are refused. Limit its variables with max_length.`;
    return [{ code: 'too_long', message }];
  }
  return vendors
    .filter(({ carries }) => carries.text && carries.max_characters !== undefined && longest > carries.max_characters)
    .map(({ vendor, carries }): TemplateHintView => {
      const message = `With its longest values the text has ${longest} characters; ${vendor} takes ${carries.max_characters}.`;
      return { code: 'vendor_too_long', message, vendor };
    });
}

function ofMapping({ vendor, carries }: KnownVendor, mappings: readonly Mapping[]): TemplateHintView[] {
  if (!carries.templates || mappings.some((mapping) => mapping.vendor === vendor)) return [];
  const message = `${vendor} sends by templates of its own: without a mapping its routes are skipped.`;
  return [{ code: 'no_mapping', message, vendor }];
}
