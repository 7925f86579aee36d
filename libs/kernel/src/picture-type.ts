/** Types of pictures that messages carry. */
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/gif'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

/** So many bytes from the start show the type. */
export const PICTURE_HEAD_BYTES = 8;

/** The type that the first bytes of a picture show, whatever its server says. */
export function pictureType(head: Uint8Array): PictureType | undefined {
  const [type] = MARKS.find(([, mark]) => mark.every((byte, at) => head[at] === byte)) ?? [];
  return type;
}

const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')];

const MARKS: readonly (readonly [PictureType, readonly number[]])[] = [
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, ...ascii('PNG\r\n\x1a\n')]],
  ['image/gif', ascii('GIF87a')],
  ['image/gif', ascii('GIF89a')],
];
