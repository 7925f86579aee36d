import { checkText, segmentsOf } from '#libs/kernel';
import { MAX_SEGMENTS, refused } from '../../../domain/acceptance/accepted-item.ts';
import { textWithLinks } from '../../../domain/routing/carriage.ts';
import type { Check } from './gate.ts';

export const text: Check = ({ asked }) => {
  const { media } = asked;
  const { encoding, segments } = segmentsOf(media?.fallback ? textWithLinks(asked.text, media) : asked.text);
  const problem = checkText(asked.text) ?? tooLong(segments);
  if (problem) return refused('invalid_text', problem);
  return { text: asked.text.normalize('NFC'), encoding, segments, ...(media && { media, channel: 'mms' }) };
};

const tooLong = (segments: number): string | undefined =>
  segments > MAX_SEGMENTS ? `The text needs ${segments} parts; ${MAX_SEGMENTS} are the most.` : undefined;
