/** A template of SMS.IR: its placeholders are written `#NAME#`. */
export interface SmsirTemplate {
  readonly code: number;
  readonly text: string;
}

/** SMS.IR's own sandbox knows only this one. */
export const SANDBOX_TEMPLATE: SmsirTemplate = { code: 123_456, text: 'کد تایید شما: #CODE#' };

const START: readonly SmsirTemplate[] = [
  SANDBOX_TEMPLATE,
  { code: 100_000, text: 'Your code is #CODE#.' },
  { code: 100_001, text: 'Dear #NAME#, your appointment is on #DATE# at #TIME#.' },
];

export interface Parameter {
  readonly name: string;
  readonly value: string;
}

const PLACEHOLDER = /#([A-Za-z0-9_]+)#/g;
const LONGEST_VALUE = 25;

export class SmsirTemplates {
  private readonly byCode = new Map<number, SmsirTemplate>();

  constructor() {
    this.reset();
  }

  list(): readonly SmsirTemplate[] {
    return [...this.byCode.values()];
  }

  get(code: unknown): SmsirTemplate | undefined {
    return this.byCode.get(Number(code));
  }

  put(template: SmsirTemplate): void {
    this.byCode.set(template.code, template);
  }

  reset(): void {
    this.byCode.clear();
    for (const template of START) this.put(template);
  }
}

/** The template with its values; a status if SMS.IR refuses them. Parameters that it does not have are ignored. */
export function rendered({ text }: SmsirTemplate, parameters: readonly Parameter[]): string | number {
  if (parameters.some(({ value }) => value.length > LONGEST_VALUE)) return 114;
  const values = new Map(parameters.map(({ name, value }) => [name.toUpperCase(), value]));
  const names = [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name.toUpperCase());
  if (names.some((name) => !values.get(name))) return 116;
  return text.replace(PLACEHOLDER, (_, name: string) => values.get(name.toUpperCase())!);
}
