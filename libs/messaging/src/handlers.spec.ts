// The compiler is the test of this file: each line marked as an error must be one.
import { busEvent, job, rpc, streamedRpc } from '#libs/contracts';
import type { CallContext, JobContext } from './context.ts';
import { HandleEvent, HandleJob, HandleRpc } from './handlers.ts';

class Question {
  word!: string;
}
class Answer {
  length!: number;
}
const owner = 'echo';
const ask = rpc({ owner, name: 'ask', request: Question, reply: Answer });
const list = streamedRpc({ owner, name: 'list', request: Question, reply: Answer, timeoutMs: 1_000 });
const work = job({ owner, name: 'work', request: Question });
const done = busEvent({ owner, name: 'done', request: Question });

class Handlers {
  @HandleRpc(ask)
  ask(question: Question, _context: CallContext): Promise<Answer> {
    return Promise.resolve({ length: question.word.length });
  }

  @HandleRpc(list)
  async *list(question: Question): AsyncIterable<Answer> {
    yield { length: question.word.length };
  }

  @HandleJob(work, { concurrency: 1 })
  async work(_: Question, job: JobContext): Promise<void> {
    job.ack();
  }

  @HandleEvent(done, { durable: 'x' })
  async done(): Promise<void> {}

  // @ts-expect-error another payload
  @HandleRpc(ask)
  wrongPayload(_: Answer): Promise<Answer> {
    return Promise.reject(new Error());
  }

  // @ts-expect-error another reply
  @HandleRpc(ask)
  wrongReply(): Promise<number> {
    return Promise.resolve(0);
  }

  // @ts-expect-error one answer where a stream is due
  @HandleRpc(list)
  noStream(): Promise<Answer> {
    return Promise.reject(new Error());
  }

  // @ts-expect-error a job is no call
  @HandleRpc(work)
  noCall(): Promise<void> {
    return Promise.resolve();
  }
}

it('handlers are still callable as methods', async () => {
  expect(await new Handlers().ask({ word: 'four' }, {} as CallContext)).toEqual({ length: 4 });
});
