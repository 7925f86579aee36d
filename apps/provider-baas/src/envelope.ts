import { jsonObject } from '#libs/provider-kit';

/** An answer of BaaS: in its first form with `success`, or in its second with `result`. */
export interface Envelope {
  readonly isSuccess: boolean;
  readonly data: unknown;
  readonly code?: string;
  /** The fields that it names. */
  readonly fields: readonly string[];
}

/** Undefined if it is in neither form, or says both. */
export function envelopeIn(body: string): Envelope | undefined {
  const answer = jsonObject(body);
  if (!answer) return undefined;
  const { success, result, data, detail } = answer;
  const [first, second] = [typeof success === 'boolean' ? success : undefined, VERDICTS.get(result)];
  const said = first ?? second;
  if (said === undefined || (second !== undefined && second !== said)) return undefined;
  const code = answer['error_code'] ?? answer['errorCode'];
  const isCode = typeof code === 'number' || (typeof code === 'string' && code !== '');
  return { isSuccess: said, data, fields: fieldsIn(detail), ...(isCode && { code: String(code) }) };
}

const VERDICTS = new Map<unknown, boolean>([
  ['SUCCESS', true],
  ['FAIL', false],
]);

const fieldsIn = (detail: unknown): readonly string[] =>
  Array.isArray(detail)
    ? detail.flatMap((it: unknown) => {
        const { field } = (it ?? {}) as { readonly field?: unknown };
        return typeof field === 'string' ? [field] : [];
      })
    : [];
