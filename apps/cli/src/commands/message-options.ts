import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { operations } from '../api/paths.generated.ts';
import { misused } from '../failure.ts';
import { duration, instant, integerFrom } from '../options.ts';

export type MessageBody = operations['sendMessage']['requestBody']['content']['application/json'];
/** What the messages of a batch have in common. */
export type MessageWishes = Omit<MessageBody, 'to' | 'text' | 'variables'>;

const CATEGORIES = ['otp', 'alert', 'reminder', 'general', 'marketing'] as const;
const GUARANTEES = ['at_most_once', 'at_least_once', 'at_least_once_same_content'] as const;

/** Options that send, batch and simulate have in common. */
export const categoryOption = () => new Option('--category <name>', 'its category').choices(CATEGORIES);
export const guaranteeOption = () =>
  new Option('--guarantee <name>', 'what happens if it is not known whether an attempt was sent').choices(GUARANTEES);
export const senderOption = () => new Option('--sender <sender>', 'what the phone shows');
export const routeOption = () => new Option('--route <id>', 'the only route that may carry it');
export const agentOption = () => new Option('--agent <id>', 'the phone that sends it').conflicts(['route', 'pool']);
export const poolOption = () =>
  new Option('--pool <pool>', 'id or name of the pool whose phones alone may send it').conflicts('route');
export const sendAtOption = () => new Option('--send-at <time>', 'RFC 3339 time; not sent before').argParser(instant);
export const validForOption = () =>
  new Option('--valid-for <time>', 'such as 10m or 24h; not sent after it').argParser(duration);
export const priorityOption = () => new Option('--priority <n>', '0 to 9').argParser(integerFrom(0, 9));

/** Options of messages with pictures. */
export const mediaOption = () =>
  new Option('--media <url>', 'the https address of a picture; once for each').argParser(another);
export const subjectOption = () => new Option('--subject <words>', 'of a message with pictures');
export const mediaFallbackOption = () =>
  new Option('--media-fallback <how>', 'where a route has no MMS, send links').choices(['link'] as const);

export const templateOption = () =>
  new Option('--template <name>', 'instead of a text: the id, key or number of a template');
export const variableOption = () =>
  new Option('--var <name=value>', 'a variable of the template; once for each').argParser(variable);
export const languageOption = () => new Option('--language <tag>', 'of the text of the template, such as en');

function another(url: string, before: string[] | undefined): string[] {
  return [...(before ?? []), url];
}

function variable(written: string, before: Record<string, string> = {}): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(written) ?? [];
  if (name === undefined) throw new InvalidArgumentError('It takes name=value.');
  return { ...before, [name]: value! };
}

interface WordingOptions {
  readonly template?: string | undefined;
  readonly var?: Record<string, string> | undefined;
  readonly language?: string | undefined;
}

/** The text of a message, or its template. */
export function wordingOf(text: string | undefined, { template, var: variables, language }: WordingOptions) {
  if ((text === undefined) === (template === undefined)) throw misused('Give either a text or --template.');
  return {
    ...(text !== undefined && { text }),
    ...(template !== undefined && { template }),
    ...(variables && { variables }),
    ...(language !== undefined && { language }),
  };
}

interface WishOptions {
  readonly category?: MessageBody['category'];
  readonly guarantee?: MessageBody['guarantee'];
  readonly sender?: string | undefined;
  readonly route?: string | undefined;
  readonly agent?: string | undefined;
  readonly pool?: string | undefined;
  readonly sendAt?: string | undefined;
  readonly validFor?: number | undefined;
  readonly priority?: number | undefined;
  readonly media?: string[] | undefined;
  readonly subject?: string | undefined;
  readonly mediaFallback?: MessageBody['media_fallback'];
}

/** The fields of a message that the options give. */
export function wishesOf(options: WishOptions): MessageWishes {
  const { category, guarantee, sender, route, agent, pool, sendAt, validFor, priority, media, subject, mediaFallback } =
    options;
  return {
    ...(category && { category }),
    ...(guarantee && { guarantee }),
    ...(sender !== undefined && { sender }),
    ...(route !== undefined && { route }),
    ...(agent !== undefined && { agent_id: agent }),
    ...(pool !== undefined && { pool }),
    ...(sendAt !== undefined && { send_at: sendAt }),
    ...(validFor !== undefined && { valid_for_s: validFor }),
    ...(priority !== undefined && { priority }),
    ...(media && { media_urls: media }),
    ...(subject !== undefined && { subject }),
    ...(mediaFallback && { media_fallback: mediaFallback }),
  };
}
