/** A parsed Content-Type: type and names of parameters in lower case, values as they are, without their quotes. */
export interface MediaType {
  /** Such as `application/json`. */
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = String.raw`"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t\x20-\x7e\x80-\xff])*"`;
const TYPE = new RegExp(`${TOKEN}/${TOKEN}`, 'y');
const PARAMETER = new RegExp(`[ \t]*;[ \t]*(?:(${TOKEN})=(${TOKEN}|${QUOTED}))?`, 'y');

/** Reads a media type by RFC 9110, 8.3.1; `undefined` for anything else, and if a parameter is given twice. */
export function parseMediaType(header: string): MediaType | undefined {
  const written = header.replace(/^[ \t]+|[ \t]+$/g, '');
  TYPE.lastIndex = 0;
  const [type] = TYPE.exec(written) ?? [];
  if (type === undefined) return undefined;

  const parameters = new Map<string, string>();
  for (PARAMETER.lastIndex = type.length; PARAMETER.lastIndex < written.length;) {
    const match = PARAMETER.exec(written);
    if (!match) return undefined;
    const [, name, value] = match;
    if (name === undefined || value === undefined) continue;
    if (parameters.has(name.toLowerCase())) return undefined;
    parameters.set(name.toLowerCase(), unquoted(value));
  }
  return { type: type.toLowerCase(), parameters };
}

/** Whether it is `type` in UTF-8; without a charset it is. The other names of UTF-8 in IANA's list count too. */
export function isInUtf8(header: string, type: string): boolean {
  const read = parseMediaType(header);
  return read?.type === type && UTF_8.has((read.parameters.get('charset') ?? 'utf-8').toLowerCase());
}

const UTF_8 = new Set(['utf-8', 'csutf8']);

const unquoted = (value: string): string =>
  value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/gs, '$1') : value;
