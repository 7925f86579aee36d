import { CallTimedOut, NoResponders } from '#libs/messaging';
import { unavailable } from '#libs/kernel';
import { currentTrace, runWithTrace } from '#libs/observability';

/** The bus's own errors as the caller's: whatever keeps an answer away, the call may be repeated. */
export async function answered<Reply>(what: string, call: Promise<Reply>): Promise<Reply> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof NoResponders || error instanceof CallTimedOut) throw unavailable(what, error);
    throw error;
  }
}

export const DISPATCHER = 'The dispatcher';

/** A question to the dispatcher; the tenant travels in a header beside the trace. */
export function askDispatcher<Reply>(tenant: string, call: () => Promise<Reply>): Promise<Reply> {
  return answered(DISPATCHER, runWithTrace({ ...currentTrace(), tenant }, call));
}
