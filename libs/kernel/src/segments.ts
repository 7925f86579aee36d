/**
 * How a text is encoded: the alphabet it needs, its length in that alphabet's units, and the segments billed for it.
 */
export interface Segmentation {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Septets (an extended GSM character counts 2) or UTF-16 units. */
  readonly units: number;
  /** 0 for an empty text. */
  readonly segments: number;
}

/**
 * Counts a text in its NFC form with 8-bit concatenation: 160/153 septets, or 70/67 UTF-16 units (3GPP 23.038, 23.040).
 * An ESC pair or a surrogate pair is never split over two segments, so that this can be more than `ceil(units /
 * limit)`. A vendor's own count takes precedence over this estimate.
 */
export function segmentsOf(text: string): Segmentation {
  const sent = text.normalize('NFC');
  const septets = septetsOf(sent);
  if (septets === undefined) {
    const widths = SURROGATE.test(sent) ? () => pairsAndUnits(sent) : undefined;
    return { encoding: 'UCS-2', units: sent.length, segments: packed(sent.length, UCS2, widths) };
  }
  const widths = septets > sent.length ? () => septetWidths(sent) : undefined;
  return { encoding: 'GSM-7', units: septets, segments: packed(septets, GSM, widths) };
}

/** The characters for which a text is not GSM-7, each once, in the order of the text's NFC form. */
export function ucs2CharactersIn(text: string): string[] {
  return [...new Set(text.normalize('NFC'))].filter((character) => !SEPTETS[character.codePointAt(0)!]);
}

const GSM = { single: 160, multi: 153 };
const UCS2 = { single: 70, multi: 67 };

// ESC has a place in the alphabet but is no character of its own: a text that contains it is not GSM-7.
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENDED = '\f^{}\\[~]|€';

/** Septets by UTF-16 unit; 0 is not in the alphabet. */
const SEPTETS = new Uint8Array(0x1_0000);
for (const character of BASIC) SEPTETS[character.charCodeAt(0)] = 1;
for (const character of EXTENDED) SEPTETS[character.charCodeAt(0)] = 2;

function septetsOf(text: string): number | undefined {
  let septets = 0;
  for (let index = 0; index < text.length; index++) {
    const width = SEPTETS[text.charCodeAt(index)];
    if (!width) return undefined;
    septets += width;
  }
  return septets;
}

/** Without `widths` every character is one unit. */
function packed(units: number, limit: typeof GSM, widths: (() => Iterable<number>) | undefined): number {
  if (units === 0) return 0;
  if (units <= limit.single) return 1;
  if (!widths) return Math.ceil(units / limit.multi);

  let segments = 1;
  let room = limit.multi;
  for (const width of widths()) {
    if (width > room) {
      segments++;
      room = limit.multi;
    }
    room -= width;
  }
  return segments;
}

const SURROGATE = /[\uD800-\uDFFF]/;

function* septetWidths(text: string): Iterable<number> {
  for (let index = 0; index < text.length; index++) yield SEPTETS[text.charCodeAt(index)] ?? 0;
}

/** A surrogate pair is 2 and cannot be cut; everything else is 1. */
function* pairsAndUnits(text: string): Iterable<number> {
  for (const character of text) yield character.length;
}
