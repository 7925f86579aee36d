import type { Contract } from '#libs/contracts';
import type { HandlerTraits } from './handlers.ts';

/**
 * Checks that every contract of a service that needs a handler has exactly one, and that it handles no contract of
 * another owner.
 */
export function checkOwnership(
  service: string,
  contracts: readonly Contract[],
  handlers: readonly HandlerTraits[],
): void {
  const wanted = contracts.filter(({ kind }) => kind !== 'evt');
  const handled = handlers.flatMap(({ contract }) => (contract.kind === 'evt' ? [] : [contract.subject]));
  const owned = new Set(wanted.map(({ subject }) => subject));

  const missing = [...owned].filter((subject) => !handled.includes(subject));
  const double = [...new Set(handled.filter((subject, at) => handled.indexOf(subject) !== at))];
  const foreign = handled.filter((subject) => !owned.has(subject));
  const misplaced = contracts.filter(({ owner }) => owner !== service).map(({ subject }) => subject);

  const problems = [
    ...missing.map((subject) => `no handler for ${subject}`),
    ...double.map((subject) => `more than one handler for ${subject}`),
    ...foreign.map((subject) => `a handler for ${subject}, which is not among its contracts`),
    ...misplaced.map((subject) => `the contract ${subject}, whose owner is another service`),
  ];
  if (problems.length > 0) throw new Error(`${service} cannot start: it has ${problems.join('; ')}.`);
}
