import {
  type AbandonDeadLetterRequest,
  type DeadLetterFilter,
  type DeadLetterStats,
  type DeadLetterView,
  type DeadLettersQuery,
  type DeadLettersReply,
  type RetriedDeadLetter,
  type RetryDeadLetterRequest,
  type RetryDeadLettersReply,
  type RetryDeadLettersRequest,
  type RetryRefusal,
  dispatcherContracts,
} from '#libs/contracts';
import { newRequestId, parseNumber, PostriderError } from '#libs/kernel';
import { answering, type Answering } from './answering.ts';

interface Kept {
  readonly tenant: string;
  readonly view: DeadLetterView;
}

type Skip = { readonly id: string; readonly reason: RetryRefusal; readonly detail: string };

/** The dispatcher's side of dead letters, kept in memory by the rules of the contracts. */
export class DeadLettersOnTheBus {
  /** Every retry that arrived, with the policy it came with. */
  readonly retries: (RetryDeadLetterRequest | RetryDeadLettersRequest)[] = [];
  private readonly kept: Kept[] = [];

  add(tenant: string, of: Partial<DeadLetterView> = {}): DeadLetterView {
    const request_id = newRequestId();
    const view: DeadLetterView = {
      id: `${request_id}.0000`,
      request_id,
      number: 1,
      environment: 'test',
      status: 'FAILED',
      state: 'pending',
      to: '+12025550123',
      category: 'general',
      attempts: 3,
      route: 'acme-0a1b2c3d',
      code: '30005',
      may_be_duplicate: false,
      created_at: '2030-01-01T00:00:00.000Z',
      ...of,
    };
    this.kept.unshift({ tenant, view });
    return view;
  }

  clear(): void {
    this.kept.length = 0;
    this.retries.length = 0;
  }

  list({ limit, after, ...filter }: DeadLettersQuery): DeadLettersReply {
    const all = this.matching(filter).filter(({ id }) => after === undefined || id < after);
    const items = all.slice(0, limit);
    return { items, ...(all.length > limit && { next: items.at(-1)!.id }) };
  }

  stats(filter: DeadLetterFilter): DeadLetterStats {
    const all = this.matching(filter);
    const pending = all.filter(({ state }) => state === 'pending');
    return {
      by_state: counted(all.map(({ state }) => state)),
      by_route: counted(pending.map(({ route = '' }) => route)),
      by_category: counted(pending.map(({ category }) => category)),
      ...(pending.length > 0 && { oldest_pending_at: pending.map(({ created_at }) => created_at).toSorted()[0]! }),
    };
  }

  retry(request: RetryDeadLetterRequest): RetriedDeadLetter {
    this.retries.push(request);
    const view = this.find(request);
    const skip = view.state === 'retried' ? undefined : refusalOf(view, request);
    if (skip) throw new PostriderError('not_retryable', skip.detail);
    return retried(view, request.by);
  }

  retryMany(request: RetryDeadLettersRequest): RetryDeadLettersReply {
    this.retries.push(request);
    const { limit, after, accept_duplicate: _, by, policy: _policy, ...filter } = request;
    const { items, next } = this.list({ ...filter, limit: Math.min(limit, 100), ...(after && { after }) });
    const skips = items.map((view) => refusalOf(view, request));
    const done = items.filter((_, n) => skips[n] === undefined).map((view) => retried(view, by));
    return { retried: done, skipped: skips.filter((skip) => skip !== undefined), ...(next && { next }) };
  }

  abandon(request: AbandonDeadLetterRequest): DeadLetterView {
    const view = this.find(request);
    if (view.state === 'retried') throw new PostriderError('not_retryable', 'It was tried again already.');
    return Object.assign(view, { state: 'abandoned', changed_by: request.by, reason: request.reason });
  }

  private find({ tenant, environment, id }: Pick<RetryDeadLetterRequest, 'tenant' | 'environment' | 'id'>) {
    const found = this.matching({ tenant, ...(environment && { environment }) }).find((view) => view.id === id);
    if (!found) throw new PostriderError('not_found', 'There is no such dead letter of this tenant.');
    return found;
  }

  private matching({ tenant, environment, state, category, route, from, until }: DeadLetterFilter): DeadLetterView[] {
    const own = this.kept.filter((kept) => kept.tenant === tenant).map(({ view }) => view);
    const matching = own.filter(
      (view) =>
        (environment === undefined || view.environment === environment) &&
        (state === undefined || view.state === state) &&
        (category === undefined || view.category === category) &&
        (route === undefined || view.route === route) &&
        (from === undefined || view.created_at >= from) &&
        (until === undefined || view.created_at < until),
    );
    return matching.toSorted((one, other) => (one.id < other.id ? 1 : -1));
  }
}

export const answersOfDeadLetters = (deadLetters: DeadLettersOnTheBus): readonly Answering[] => [
  answering(dispatcherContracts.deadLetters.list, (query) => deadLetters.list(query)),
  answering(dispatcherContracts.deadLetters.stats, (filter) => deadLetters.stats(filter)),
  answering(dispatcherContracts.deadLetters.retry, (request) => deadLetters.retry(request)),
  answering(dispatcherContracts.deadLetters.retryMany, (request) => deadLetters.retryMany(request)),
  answering(dispatcherContracts.deadLetters.abandon, (request) => deadLetters.abandon(request)),
];

type RetryAs = Pick<RetryDeadLetterRequest, 'accept_duplicate' | 'policy'>;

function refusalOf({ id, state, may_be_duplicate, to }: DeadLetterView, as: RetryAs): Skip | undefined {
  if (state === 'abandoned') return { id, reason: 'abandoned', detail: 'It was given up.' };
  if (may_be_duplicate && !as.accept_duplicate)
    return { id, reason: 'may_be_duplicate', detail: 'An attempt may have been sent: say accept_duplicate.' };
  const number = parseNumber(to);
  const { destinations } = as.policy;
  if (!destinations.includes('*') && !(number.ok && destinations.includes(number.country ?? '')))
    return { id, reason: 'refused', detail: 'Texts to this destination are not allowed.' };
  return undefined;
}

function retried(view: DeadLetterView, by: string): RetriedDeadLetter {
  const retried_as = view.retried_as ?? `${newRequestId()}.0000`;
  Object.assign(view, { state: 'retried', retried_as, changed_by: by });
  return { id: view.id, retried_as };
}

function counted(names: readonly string[]): Record<string, number> {
  const groups = Object.groupBy(names, (name) => name);
  return Object.fromEntries(Object.entries(groups).map(([name, of]) => [name, of!.length]));
}
