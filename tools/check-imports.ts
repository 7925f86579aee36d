import { cruise, type IViolation } from 'dependency-cruiser';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { IMPORT_RULES, OWNED_USES } from './import-rules.ts';

export interface Refusal {
  readonly rule: string;
  readonly file: string;
  /** What the file imports or uses. */
  readonly what: string;
  readonly comment: string;
}

const FOLDERS = ['apps', 'libs', 'e2e', 'bench', 'tools'];

/** Every import and every use under `root` that a rule forbids. */
export async function refusalsIn(root: string): Promise<readonly Refusal[]> {
  const files = globSync(`{${FOLDERS.join(',')}}/**/*.ts`, { cwd: root, exclude: isGenerated });
  return [...(await refusedImports(root, files)), ...files.flatMap((file) => refusedUses(root, file))];
}

const isGenerated = (path: string): boolean => /(^|\/)(node_modules|dist)$/.test(path);

async function refusedImports(root: string, files: string[]): Promise<readonly Refusal[]> {
  const { output } = await cruise(files, {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: IMPORT_RULES.map((rule) => ({ ...rule })) },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'node', 'import'],
      extensions: ['.ts', '.js'],
    },
  });
  if (typeof output === 'string') throw new Error(output);
  return output.summary.violations.map(refusal);
}

function refusal({ rule, from, to, cycle }: IViolation): Refusal {
  const what = cycle ? cycle.map(({ name }) => name).join(' -> ') : to;
  const comment = IMPORT_RULES.find(({ name }) => name === rule.name)?.comment ?? '';
  return { rule: rule.name, file: from, what, comment };
}

function refusedUses(root: string, file: string): readonly Refusal[] {
  const rules = OWNED_USES.filter(({ owner }) => !owner.test(file));
  if (rules.length === 0) return [];
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest);
  const refused: Refusal[] = [];
  visit(source);
  return refused;

  function visit(node: ts.Node): void {
    const text = nameOfUse(node, source);
    for (const { name, comment, uses } of rules)
      if (text && uses.test(text)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
        refused.push({ rule: name, file: `${file}:${line + 1}`, what: text, comment });
      }
    ts.forEachChild(node, visit);
  }
}

/** The text of a node that the rules on uses check: a name, `a.b`, `new A()` or `a()`, each without its arguments. */
function nameOfUse(node: ts.Node, source: ts.SourceFile): string | undefined {
  if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) return node.getText(source);
  const isBare = (ts.isNewExpression(node) || ts.isCallExpression(node)) && !node.arguments?.length;
  return isBare ? node.getText(source) : undefined;
}

if (import.meta.main) {
  const refusals = await refusalsIn(process.cwd());
  for (const { rule, file, what, comment } of refusals) console.error(`${file}: ${what} (${rule}) ${comment}`);
  process.exitCode = refusals.length > 0 ? 1 : 0;
}
