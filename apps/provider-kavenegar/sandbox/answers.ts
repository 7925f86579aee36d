import { jsonAnswer, type Answer } from '#libs/sandbox-kit';

export type Entry = Readonly<Record<string, unknown>>;

export const success = (entries: readonly Entry[] | Entry): Answer =>
  jsonAnswer(200, { return: { status: 200, message: 'تایید شد' }, entries });

/** The HTTP status is the code, as far as HTTP has it. */
export function refusal(
  code: number,
  { status = code, message = MESSAGES[code] ?? 'خطا' }: RefusalOptions = {},
): Answer {
  const http = status > 599 ? 400 : status;
  return jsonAnswer(http, { return: { status: code, message }, entries: null });
}

interface RefusalOptions {
  readonly status?: number;
  readonly message?: string;
}

const MESSAGES: Readonly<Record<number, string>> = {
  400: 'Parameters are incomplete.',
  401: 'The account is disabled.',
  402: 'The operation failed.',
  403: 'The API key is not valid.',
  404: 'There is no such method.',
  405: 'The method needs the other of GET and POST.',
  406: 'A mandatory parameter is empty.',
  407: 'Access is denied.',
  409: 'The server cannot answer; try later.',
  411: 'The receptor is not valid.',
  412: 'The sender is not valid.',
  413: 'The message is empty or too long.',
  414: 'There are too many records.',
  415: 'The start index is out of range.',
  416: 'The address of the server differs from the settings.',
  417: 'The date is not valid.',
  418: 'The credit is not enough.',
  419: 'The lists have different lengths.',
  420: 'Links are not allowed.',
  422: 'There are characters that are not supported.',
  424: 'There is no such template, or it is not approved.',
  426: 'The method needs the advanced service.',
  427: 'The line needs another access level.',
  428: 'The template cannot be spoken.',
  429: 'The address is restricted.',
  431: 'The code has a space, a new line, an underscore or a separator.',
  432: 'The template has no such token.',
  451: 'There are too many calls from this address.',
  501: 'Only tests to the own number are possible.',
  607: 'The tag is not valid.',
};

export const RETURN_CODES: readonly number[] = Object.keys(MESSAGES).map(Number);
