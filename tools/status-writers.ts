import ts from 'typescript';

const UPDATES = ['$set', '$setOnInsert', '$unset', '$rename', '$addFields', '$replaceWith'];
const INSERTS = /^(insertOne|insertMany|insertManyUnordered|replaceOne|findOneAndReplace)$/;

/** The functions of a file that write a field called `status` to the database, by name. */
export function statusWritersIn(file: string, text: string): readonly string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const writers = new Set<string>();
  visit(source);
  return [...writers];

  function visit(node: ts.Node): void {
    if (isWrite(node) && namesStatus(node)) writers.add(functionAround(node));
    ts.forEachChild(node, visit);
  }
}

function isWrite(node: ts.Node): boolean {
  if (ts.isPropertyAssignment(node)) return UPDATES.includes(nameOf(node));
  if (!ts.isCallExpression(node)) return false;
  const called = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
  return INSERTS.test(called.getText());
}

function namesStatus(node: ts.Node): boolean {
  if ((ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) && nameOf(node) === 'status')
    return true;
  return ts.forEachChild(node, (child) => namesStatus(child) || undefined) ?? false;
}

const nameOf = ({ name }: ts.PropertyAssignment | ts.ShorthandPropertyAssignment): string =>
  ts.isStringLiteral(name) ? name.text : name.getText();

function functionAround(node: ts.Node): string {
  for (let outer = node.parent; outer !== undefined; outer = outer.parent) {
    if (ts.isFunctionDeclaration(outer) || ts.isMethodDeclaration(outer)) return outer.name?.getText() ?? 'a function';
    if (ts.isVariableDeclaration(outer) && outer.initializer && ts.isArrowFunction(outer.initializer))
      return outer.name.getText();
  }
  return 'the file itself';
}
