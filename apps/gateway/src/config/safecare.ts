import { countryOfCallingCode, setting, type Setting } from '#libs/kernel';

const PATH = /^\/(?:[\w.~-]+(?:\/[\w.~-]+)*)?$/;
/** Paths of our own, under which no other API is mounted. */
const OURS = /^\/(?:api|callbacks|health|swagger|openapi\.json)(?:\/|$)/;

const basePath = setting.text('BASE_PATH', {
  describe: "Path before the calls of SafeCare's API, which are answered without it too; / for none.",
  fallback: '/sms',
});

const prefix = setting.text('DEFAULT_COUNTRY_PREFIX', {
  describe: "Prefix of the country of numbers that callers of SafeCare's API write without one.",
  fallback: '+84',
});
const region: Setting<string> = {
  ...prefix,
  parse: (raw) => {
    const country = countryOfCallingCode(raw);
    if (country === undefined) throw new Error('+ and the calling code of a country, such as +84');
    return country;
  },
};

/** SafeCare's door. */
export const safecareSettings = {
  basePath: {
    ...basePath,
    parse: (raw: string): string => {
      if (!PATH.test(raw) || OURS.test(raw)) throw new Error('a path such as /sms, and none of the native API');
      return raw === '/' ? '' : raw;
    },
  },
  safecareRegion: region,
  safecareHomeOnly: setting.flag('BLOCK_INTERNATIONAL', {
    describe: "Whether SafeCare's API sends to the country of DEFAULT_COUNTRY_PREFIX alone.",
    fallback: '1',
  }),
  safecareDuplicateMinutes: setting.integer('ANTI_DUP_MINUTES', {
    describe:
      "Minutes in which SafeCare's API records the same text to the same number as CANCELED (DUPLICATE_RECENT); 0: it sends both.",
    fallback: '3',
    min: 0,
    max: 1_440,
  }),
  safecareMostRecipients: setting.integer('MAX_RECIPIENTS_PER_REQUEST', {
    describe: "Messages in one request of SafeCare's API.",
    fallback: '5000',
    min: 1,
    max: 5_000,
  }),
  safecareMostCharacters: setting.integer('MAX_TEXT_LENGTH', {
    describe: "Characters of a text of SafeCare's API, its variables filled in.",
    fallback: '1600',
    min: 1,
    max: 1_600,
  }),
};
