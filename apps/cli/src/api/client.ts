import createClient, { type Client } from 'openapi-fetch';
import { EXIT, Failure, Refused, type Problem } from '../failure.ts';
import type { paths } from './paths.generated.ts';

export type Api = Client<paths>;

/** Calls of the gateway's API; paths, parameters, bodies and answers are typed by its document. */
export function clientOf(url: string, send: (request: Request) => Promise<Response>, environment?: string): Api {
  return createClient<paths>({
    baseUrl: url,
    fetch: send,
    headers: environment === undefined ? {} : { 'postrider-environment': environment },
  });
}

interface Answer<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** The body of the answer; a refusal is thrown. */
export async function answered<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await call;
  if (response.ok) return data as Data;
  throw isProblem(error) ? refusal(error) : strange(response);
}

function refusal(problem: Problem): Failure {
  if (problem.code !== 'service_unavailable') return new Refused(problem);
  return new Failure(EXIT.unreachable, `${problem.detail} (${problem.code}, trace ${problem.trace_id})`);
}

const isProblem = (error: unknown): error is Problem =>
  typeof error === 'object' && error !== null && 'code' in error && 'detail' in error && 'errors' in error;

const strange = ({ status, url }: Response): Failure =>
  new Failure(
    EXIT.unreachable,
    `${new URL(url).origin} answered ${status}, and not as Postrider does. Is the address right?`,
  );
