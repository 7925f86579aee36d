import type { Api } from '../parse-description.ts';
import { INFOBIP } from './infobip.ts';
import { VONAGE } from './vonage.ts';

/** The descriptions that are shipped, by the name that an account gives. */
export const PRESETS: Readonly<Record<string, Api>> = { infobip: INFOBIP, vonage: VONAGE };
