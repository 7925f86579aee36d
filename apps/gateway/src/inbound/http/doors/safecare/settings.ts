import type { SubmitPolicy } from '#libs/contracts';
import type { DoorRules } from '../../../../application/messages/submit-request.ts';

/** What the installation sets for this door. */
export abstract class SafecareSettings {
  abstract readonly basePath: string;
  /** ISO 3166 alpha-2. */
  abstract readonly safecareRegion: string;
  abstract readonly safecareHomeOnly: boolean;
  abstract readonly safecareDuplicateMinutes: number;
  abstract readonly safecareMostRecipients: number;
  abstract readonly safecareMostCharacters: number;
}

/** The country of the door is allowed, whatever the tenant allows elsewhere. */
export const rulesOf = (settings: SafecareSettings): DoorRules => ({
  policyOf: (policy): SubmitPolicy => ({
    ...policy,
    default_region: settings.safecareRegion,
    destinations: [...new Set([...policy.destinations, settings.safecareRegion])],
    ...(settings.safecareHomeOnly && { block_international: true }),
    duplicate_window_minutes: settings.safecareDuplicateMinutes,
  }),
  maxCharacters: settings.safecareMostCharacters,
  ignoresExtra: true,
  ofTheCall: ['template', 'agent_id'],
});
