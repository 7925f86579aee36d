import { agentQuestions, dispatcherQuestions, providerContracts, templateQuestions } from '#libs/contracts';
import { unavailable } from '#libs/kernel';
import { CallTimedOut, clientOf, NoResponders, type Bus } from '#libs/messaging';
import { currentTrace, runWithTrace } from '#libs/observability';
import { NoAdapter, type Agents, type Dispatcher, type Templates, type Vendors } from '../../application/ports.ts';

/** The tenant of a call is sent in a header beside the trace. */
export const dispatcherOn = (bus: Bus): Dispatcher =>
  clientOf(bus, dispatcherQuestions, (request, call) => answered('The dispatcher', withTenantOf(request, call)));

export const templatesOn = (bus: Bus): Templates =>
  clientOf(bus, templateQuestions, (request, call) => answered('The template service', withTenantOf(request, call)));

export const agentsOn = (bus: Bus): Agents =>
  clientOf(bus, agentQuestions, (request, call) => answered('The service of the phones', withTenantOf(request, call)));

export const vendorsOn = (bus: Bus): Vendors => ({
  of: (vendor) =>
    clientOf(bus, providerContracts(vendor), (_request, call) =>
      answered('The adapter of this vendor', call().catch(asNoAdapter)),
    ),
});

function asNoAdapter(error: unknown): never {
  throw error instanceof NoResponders ? new NoAdapter() : error;
}

function withTenantOf<Reply>(request: unknown, call: () => Promise<Reply>): Promise<Reply> {
  const { tenant } = request as { tenant?: string };
  return tenant === undefined ? call() : runWithTrace({ ...currentTrace(), tenant }, call);
}

/** Maps the bus's errors to the caller's: for any reason for which an answer is missing, the call may be repeated. */
async function answered<Reply>(what: string, call: Promise<Reply>): Promise<Reply> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof NoResponders || error instanceof CallTimedOut) throw unavailable(what, error);
    throw error;
  }
}
