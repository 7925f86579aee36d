import { checkText, segmentsOf } from '#libs/kernel';
import { MAX_SEGMENTS, refused } from '../../../domain/acceptance/accepted-item.ts';
import type { Check } from './gate.ts';

export const text: Check = ({ asked }) => {
  const { encoding, segments } = segmentsOf(asked.text);
  const problem = checkText(asked.text) ?? tooLong(segments);
  if (problem) return refused('invalid_text', problem);
  return { text: asked.text.normalize('NFC'), encoding, segments };
};

const tooLong = (segments: number): string | undefined =>
  segments > MAX_SEGMENTS ? `The text needs ${segments} parts; ${MAX_SEGMENTS} are the most.` : undefined;
