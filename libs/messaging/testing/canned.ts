import type { ContractGroup, Rpc } from '#libs/contracts';
import { PostriderError, type ErrorCode } from '#libs/kernel';
import type { HandlersOf } from '#libs/messaging';
import type { SamplesOf } from '../../contracts/testing/index.ts';
import { partsOf, type ServedParts } from './parts.ts';

/** An answer: a reply, a refusal, or a function of the request. */
type Said<Request, Reply> = Reply | Error | ((request: Request) => Reply | Promise<Reply>);

interface Asked {
  /** By group and name, such as `messages.submit`. */
  readonly question: string;
  readonly request: unknown;
}

/** One contract: it answers with its sample until a spec sets another answer. */
export class CannedQuestion<Request, Reply> {
  private said: Said<Request, Reply>;
  private readonly next: Said<Request, Reply>[] = [];

  constructor(
    private readonly name: string,
    readonly sample: Reply,
    private readonly calls: Asked[],
  ) {
    this.said = sample;
  }

  /** Its requests, in the order in which they came. */
  get asked(): Request[] {
    return this.calls.filter(({ question }) => question === this.name).map(({ request }) => request as Request);
  }

  says(said: Said<Request, Reply>): void {
    this.said = said;
  }

  /** The answers of the next calls, one each. */
  saysNext(...said: readonly Said<Request, Reply>[]): void {
    this.next.push(...said);
  }

  refuses(code: ErrorCode, detail = 'It is refused.'): void {
    this.says(new PostriderError(code, detail));
  }

  forget(): void {
    this.said = this.sample;
    this.next.length = 0;
  }

  async answer(request: Request): Promise<Reply> {
    this.calls.push({ question: this.name, request });
    const said = this.next.shift() ?? this.said;
    if (said instanceof Error) throw said;
    return typeof said === 'function' ? (said as (request: Request) => Reply | Promise<Reply>)(request) : said;
  }

  async *stream(request: Request): AsyncIterable<Reply> {
    yield await this.answer(request);
  }
}

export type Canned<Group> = {
  readonly [Name in keyof Group]: Group[Name] extends Rpc<infer Request, infer Reply>
    ? CannedQuestion<Request, Reply>
    : Canned<Group[Name]>;
};

export interface CannedService<Group> {
  readonly questions: Canned<Group>;
  /** All calls in order. */
  readonly calls: Asked[];
  /** The parts for starting it. */
  readonly parts: ServedParts;
  /** Clears the calls, and the answers set by a spec. */
  forget(): void;
}

/** A service that answers each contract of a group with its sample, records its calls, and takes other answers. */
export function canned<Group extends ContractGroup>(group: Group, samples: SamplesOf<Group>): CannedService<Group> {
  const calls: Asked[] = [];
  const all: CannedQuestion<unknown, unknown>[] = [];
  const questions = mapped(group, samples, (name, _, sample) => {
    const question = new CannedQuestion<unknown, unknown>(name, sample, calls);
    all.push(question);
    return question;
  });
  const handlers = mapped(group, questions, (_, { streamed }, of) => {
    const question = of as CannedQuestion<unknown, unknown>;
    return (request: unknown) => (streamed ? question.stream(request) : question.answer(request));
  });
  return {
    questions: questions as Canned<Group>,
    calls,
    parts: partsOf(group, handlers as HandlersOf<Group>),
    forget: () => {
      calls.length = 0;
      for (const question of all) question.forget();
    },
  };
}

type Mapping = (name: string, question: Rpc<unknown, unknown>, beside: unknown) => unknown;

/** An object with a group's shape: made from each contract and the value at the same place in another such object. */
function mapped(group: ContractGroup, others: object, make: Mapping, path = ''): object {
  const made = Object.entries(group).map(([name, it]) => {
    const beside = (others as Record<string, object>)[name]!;
    if (it.kind === 'rpc') return [name, make(`${path}${name}`, it as Rpc<unknown, unknown>, beside)];
    return [name, mapped(it as ContractGroup, beside, make, `${path}${name}.`)];
  });
  return Object.fromEntries(made) as object;
}
