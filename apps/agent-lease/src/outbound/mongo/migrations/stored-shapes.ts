import type { PhoneMinuteDocument, SimDocument, SimRecipientDocument } from '../budget-collections.ts';
import type { AgentDocument, CodeDocument, SecretDocument } from '../collections.ts';

/** Every collection of this service. `tools/stored-shapes.ts` checks it. */
export interface StoredShapes {
  readonly agents: AgentDocument;
  readonly enrolment_codes: CodeDocument;
  readonly registration_secrets: SecretDocument;
  readonly sims: SimDocument;
  readonly sim_recipients: SimRecipientDocument;
  readonly phone_minutes: PhoneMinuteDocument;
}
