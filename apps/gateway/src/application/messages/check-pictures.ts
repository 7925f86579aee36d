import type { SubmitItem, SubmittedMedia } from '#libs/contracts';
import { PostriderError, type TenantId } from '#libs/kernel';
import { NOT_A_MESSAGE, type Refusal } from '../../domain/merge-refused.ts';
import type { CheckedPicture, Pictures } from './ports.ts';

/** Of all messages of a call together. */
export const MOST_PICTURES = 20;

interface Read {
  readonly items: readonly SubmitItem[];
  readonly refused: ReadonlyMap<number, Refusal>;
}

/** Fetches the pictures of a call before it is accepted; a message with a wrong one is refused by its position. */
export async function checkPictures(pictures: Pictures, tenant: TenantId, { items, refused }: Read): Promise<Read> {
  const urls = [...new Set(items.flatMap(({ media }) => media?.urls ?? []))];
  if (urls.length === 0) return { items, refused };
  if (urls.length > MOST_PICTURES) throw new PostriderError('invalid_media', TOO_MANY);

  const checked = await pictures.check(tenant, urls);
  const allRefused = new Map(refused);
  const fetched = items.map((item, position) => {
    if (!item.media) return item;
    const media = fetchedMedia(item.media, checked);
    if (!('code' in media)) return { ...item, media };
    allRefused.set(position, media);
    return NOT_A_MESSAGE;
  });
  return { items: fetched, refused: allRefused };
}

const TOO_MANY = `A call names at most ${MOST_PICTURES} different pictures. Split it, and send each part as a call of its own.`;

function fetchedMedia(media: SubmittedMedia, checked: ReadonlyMap<string, CheckedPicture>): SubmittedMedia | Refusal {
  const found = media.urls.map((url) => checked.get(url) ?? { problem: 'was not fetched' });
  const wrong = found.findIndex((picture) => 'problem' in picture);
  if (wrong >= 0) {
    const { problem } = found[wrong] as { problem: string };
    const field = `media_urls.${wrong}`;
    return { code: 'invalid_media', detail: `${field} ${problem}.`, field };
  }
  const good = found.filter((picture) => 'url' in picture);
  return {
    ...media,
    urls: good.map(({ url }) => url),
    types: [...new Set(good.map(({ type }) => type))],
    largest_bytes: Math.max(...good.map(({ bytes }) => bytes)),
  };
}
