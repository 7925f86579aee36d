import type { DependencyType } from 'dependency-cruiser';

/** One edge that must not be there, as dependency-cruiser reads it: every given criterion matches. */
export interface ImportRule {
  readonly name: string;
  readonly comment: string;
  readonly severity: 'error';
  readonly from: Files;
  readonly to: Files & {
    readonly dependencyTypes?: DependencyType[];
    readonly dependencyTypesNot?: DependencyType[];
    readonly circular?: boolean;
    /** A criterion for every import of the cycle. */
    readonly viaOnly?: { readonly dependencyTypesNot: DependencyType[] };
    readonly couldNotResolve?: boolean;
  };
}

/** Regular expressions on the path from the repository's root. `$1` in `to` is the first group of `from`. */
interface Files {
  readonly path?: string | string[];
  readonly pathNot?: string | string[];
}

export const SPEC = '\\.spec\\.ts$';
export const TESTS = `${SPEC}|/test/|/testing/|^(e2e|bench|tools)/`;
/** An npm package as it resolves, also through a link, and also where it is not installed. */
export const npm = (name: string): string => `(^|/)node_modules/${name}/|^${name}(/|$)`;
export const libs = (names: readonly string[]): string => `^libs/(${names.join('|')})/`;

export const owned = (name: string, path: string, owner: string, comment: string): ImportRule =>
  forbid(name, comment, { pathNot: owner }, { path });

export function forbid(name: string, comment: string, from: ImportRule['from'], to: ImportRule['to']): ImportRule {
  return { name, comment, severity: 'error', from, to };
}
