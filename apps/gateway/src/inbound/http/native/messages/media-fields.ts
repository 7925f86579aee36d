import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { Described, MEDIA_FALLBACKS, type MediaFallback, type SubmitItem } from '#libs/contracts';
import { Optional } from '../../request/optional.ts';
import { RouteOptions } from './route-fields.ts';

const INVALID = { code: 'invalid_media' };
const SUBJECT = /^(?=.*\S)[^\p{Cc}\p{Cs}\u2028\u2029\u202D\u202E]+$/u;
const MOST_URLS = 10;
const LONGEST_URL = 2_048;

/** The fields of a message with pictures. */
export class MediaOptions extends RouteOptions {
  @Described(
    'https addresses of 1 to 10 JPEG, PNG or GIF pictures of up to 5 MiB: then the message is an MMS. Each is fetched within 10 s before the message is accepted, and again by the vendor when it is sent. http is taken only from the hosts of OUTBOUND_ALLOWED_HOSTS, such as the sandbox after npm start.',
    ['http://127.0.0.1:8025/media/sample.png'],
  )
  @Optional()
  @MaxLength(LONGEST_URL, { each: true, context: INVALID })
  @IsString({ each: true, context: INVALID })
  @ArrayMaxSize(MOST_URLS, { context: INVALID })
  @ArrayMinSize(1, { context: INVALID })
  @IsArray({ context: INVALID })
  media_urls?: string[];

  @Described(
    'Of a message with pictures. Routes that take no subject, or only a shorter one, do not carry it.',
    'Your ticket',
  )
  @Optional()
  @Matches(SUBJECT, { message: '$property must be one line of visible characters', context: { code: 'invalid_text' } })
  @MaxLength(256)
  @MinLength(1)
  @IsString()
  subject?: string;

  @Described(
    'link: a route without MMS sends the text and the addresses of the pictures. Absent: such routes do not carry the message.',
    'link',
  )
  @Optional()
  @IsIn(MEDIA_FALLBACKS)
  media_fallback?: MediaFallback;
}

type Given<Body> = Omit<Body, keyof MediaOptions> & MediaOptions;

/** As the dispatcher takes it. */
export function submitItemOf(message: Given<SubmitItem>): SubmitItem {
  const { media_urls: urls, subject, media_fallback: fallback, ...item } = message;
  if (urls === undefined) return message;
  return { ...item, media: { urls, ...(subject !== undefined && { subject }), ...(fallback && { fallback }) } };
}

/** The field that only a message with pictures has, if this one has it without any. */
export function withoutPictures({ media_urls, subject, media_fallback }: MediaOptions): string | undefined {
  if (media_urls !== undefined) return undefined;
  if (subject !== undefined) return 'subject';
  return media_fallback && 'media_fallback';
}
