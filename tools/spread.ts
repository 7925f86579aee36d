import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/** The source that is shipped: without specs, tests and generated files. */
export const shippedFiles = (): readonly string[] =>
  globSync('{apps,libs}/*/{src,sandbox,supervisor}/**/*.ts').filter((file) => !/\.(spec|generated)\.ts$/.test(file));

/** Declarations of a field: members of classes, interfaces and types of this name, as `file:line`. */
export function declarationsOf(field: string, files: readonly string[] = shippedFiles()): readonly string[] {
  return files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    if (!text.includes(field)) return [];
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      const isMember = ts.isPropertySignature(node) || ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node);
      if (isMember && node.name.getText(source) === field)
        found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`);
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

/** Files that contain a name, in code or in a comment. */
export const filesThatName = (name: RegExp, files: readonly string[] = shippedFiles()): readonly string[] =>
  files.filter((file) => name.test(readFileSync(file, 'utf8')));
