import type { MessageDocument, SeenBy } from '#libs/contracts';

/** Whether the principal of a query sees a message or a request. */
export const isSeen = (
  { environment, created_by }: Omit<SeenBy, 'tenant'>,
  of: Pick<MessageDocument, 'environment' | 'created_by'>,
): boolean =>
  (environment === undefined || of.environment === environment) &&
  (created_by === undefined || of.created_by === created_by);
