import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedProgram } from '../config/environment.ts';
import { fittingVersion, type Requirement } from './version.ts';
import type { Way } from './ladder.ts';

/** Programs that a variable names, then the one on the path. */
export function installedWay(required: Requirement, named: readonly NamedProgram[], path: readonly string[]): Way {
  const variables = named.map(({ variable }) => variable);
  return {
    name: [...variables, `${required.program} on the path`].join(', '),
    find: async () => {
      const onPath = { variable: 'path', path: firstOnPath(required.program, path) };
      const reasons: string[] = [];
      for (const { variable, path: program } of [...named, onPath]) {
        if (program === undefined) continue;
        try {
          return { path: program, version: await fittingVersion(program, required), from: variable };
        } catch (error) {
          reasons.push((error as Error).message);
        }
      }
      throw new Error(reasons.join('; ') || 'none is set, and it is not on the path');
    },
  };
}

export function firstOnPath(program: string, path: readonly string[]): string | undefined {
  return path.map((folder) => join(folder, program)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
