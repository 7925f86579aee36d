import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../harness/processes.ts';

export interface Checkpoint {
  readonly name: string;
  /** The service that dies there. */
  readonly service: 'gateway' | 'dispatcher' | 'provider-twilio' | 'agent-lease';
  /** Only messages for phones come there. */
  readonly ofPhones: boolean;
}

const SERVICES = {
  gateway: 'gateway',
  dispatcher: 'dispatcher',
  provider: 'provider-twilio',
  'agent-lease': 'agent-lease',
} as const;

/** Every checkpoint in the source, so that a new one is drilled without a list. A phone is no service: its spec kills it. */
export function checkpointsInSource(): Checkpoint[] {
  const files = globSync('{apps,libs}/*/src/**/*.ts', { cwd: repository }).filter(
    (file) => !file.endsWith('.spec.ts') && !file.startsWith('apps/agent/'),
  );
  const names = files.flatMap((file) =>
    [...readFileSync(join(repository, file), 'utf8').matchAll(/\bcheckpoint\('([a-z_.-]+)'\)/g)].map(
      ([, name]) => name!,
    ),
  );
  return [...new Set(names)].sort().map((name) => {
    const service = SERVICES[name.split('.')[0] as keyof typeof SERVICES];
    if (!service)
      throw new Error(`The checkpoint ${name} names no service: begin it with ${Object.keys(SERVICES).join(', ')}.`);
    return { name, service, ofPhones: /^agent-lease\.|\.phones\./.test(name) };
  });
}
