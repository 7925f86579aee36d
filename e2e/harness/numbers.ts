import { parseNumber } from '#libs/kernel';

const PER_AREA = 100;
const AREAS_PER_BLOCK = 53;

/** Area codes that a text to the United States may have; 202 is left to the command that a start prints. */
const AREAS = Array.from({ length: 800 }, (_, index) => 200 + index).filter((area) => {
  const number = parseNumber(`+1${area}5550123`);
  const isOrdinary = number.ok && (number.type === undefined || number.type === 'FIXED_LINE_OR_MOBILE');
  return isOrdinary && number.country === 'US' && area !== 202 && area !== 500;
});

/**
 * Numbers that North America reserves for fiction (555-0100 to 555-0199 of an area). Each spec has a block of 5,300 of
 * its own, so that specs on one system do not meet; a number is given out once.
 */
export class Numbers {
  readonly #areas: readonly number[];
  #given = 0;

  constructor(block: number) {
    this.#areas = AREAS.slice(block * AREAS_PER_BLOCK, (block + 1) * AREAS_PER_BLOCK);
    if (this.#areas.length < AREAS_PER_BLOCK) throw new Error(`There is no block ${block} of numbers.`);
  }

  next(): string {
    const at = this.#given++;
    const area = this.#areas[Math.floor(at / PER_AREA)];
    if (area === undefined) throw new Error('All numbers of this block have been given out.');
    return `+1${area}55501${String(at % PER_AREA).padStart(2, '0')}`;
  }

  take(count: number): string[] {
    return Array.from({ length: count }, () => this.next());
  }

  has(number: string): boolean {
    const [, area] = /^\+1(\d{3})55501\d\d$/.exec(number) ?? [];
    return this.#areas.includes(Number(area));
  }
}
