import ts from 'typescript';

/** A field of a log call: its place and its name. */
export interface LogField {
  readonly at: string;
  readonly name: string;
}

const LEVELS = ['debug', 'info', 'warn', 'error', 'child'];

/** The names of the fields in a file's log calls, including those of nested objects. */
export function logFieldsIn(file: string, text: string): readonly LogField[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: LogField[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isLogCall(node.expression))
      for (const argument of node.arguments) found.push(...fieldsOf(argument, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `log.warn`, `this.log.warn`, `this.parts.log.warn`, `ports.log.warn`. */
function isLogCall(callee: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(callee) || !LEVELS.includes(callee.name.text)) return false;
  const log = callee.expression;
  const name = ts.isPropertyAccessExpression(log) ? log.name.text : ts.isIdentifier(log) ? log.text : '';
  return /^log$|Log$/.test(name);
}

function fieldsOf(value: ts.Expression, source: ts.SourceFile): readonly LogField[] {
  if (!ts.isObjectLiteralExpression(value)) return [];
  return value.properties.flatMap((property) => {
    if (ts.isSpreadAssignment(property)) return spreadFieldsOf(property.expression, source);
    const line = source.getLineAndCharacterOfPosition(property.getStart(source)).line + 1;
    const name = property.name && (ts.isComputedPropertyName(property.name) ? '' : property.name.text);
    const own = name ? [{ at: `${source.fileName}:${line}`, name }] : [];
    return ts.isPropertyAssignment(property) ? [...own, ...fieldsOf(property.initializer, source)] : own;
  });
}

/** `...(condition && { field })` and `...(condition ? { field } : {})`. */
function spreadFieldsOf(value: ts.Expression, source: ts.SourceFile): readonly LogField[] {
  if (ts.isParenthesizedExpression(value)) return spreadFieldsOf(value.expression, source);
  if (ts.isBinaryExpression(value)) return spreadFieldsOf(value.right, source);
  if (ts.isConditionalExpression(value))
    return [...spreadFieldsOf(value.whenTrue, source), ...spreadFieldsOf(value.whenFalse, source)];
  return fieldsOf(value, source);
}
