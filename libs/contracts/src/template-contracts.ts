import { renderContracts } from './render.ts';
import { checkedBy } from './system.ts';
import { templateContracts } from './templates.ts';

/** The requests that the template service answers, by resource. */
export const templateQuestions = {
  templates: { ...templateContracts, ...renderContracts },
  system: { check: checkedBy('template') },
} as const;
