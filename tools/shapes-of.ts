import ts from 'typescript';

/** The members of the interface `StoredShapes` of a file, each as text that changes if one of its fields changes. */
export function shapesOf(file: string): Record<string, string> {
  const { config } = ts.readConfigFile('tsconfig.base.json', (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const program = ts.createProgram([file], { ...options, noEmit: true, types: ['node'] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const shapes = source?.statements.find((it) => ts.isInterfaceDeclaration(it) && it.name.text === 'StoredShapes');
  if (!shapes) throw new Error(`${file} has no interface StoredShapes.`);
  const members = checker.getTypeAtLocation(shapes).getProperties();
  return Object.fromEntries(members.map((member) => [member.name, shapeOf(checker.getTypeOfSymbol(member), checker)]));
}

function shapeOf(type: ts.Type, checker: ts.TypeChecker, within: readonly ts.Type[] = []): string {
  const inner = (other: ts.Type): string => shapeOf(other, checker, [...within, type]);
  if (within.includes(type)) return 'itself';
  if (type.isUnion()) return type.types.filter(isThere).map(inner).sort().join(' | ');
  // A branded string is stored as a string.
  if (type.isIntersection() && type.types.some(isPrimitive)) return inner(type.types.find(isPrimitive)!);
  if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return checker.typeToString(type);
  if (checker.isArrayType(type)) return `(${inner(checker.getTypeArguments(type as ts.TypeReference)[0]!)})[]`;
  if (isOfPlatform(type)) return type.getSymbol()!.name;

  const values = checker.getIndexInfosOfType(type).map((index) => `[${inner(index.keyType)}]: ${inner(index.type)}`);
  const fields = checker.getPropertiesOfType(type).map((field) => {
    const optional = field.flags & ts.SymbolFlags.Optional ? '?' : '';
    return `${field.name}${optional}: ${inner(checker.getTypeOfSymbol(field))}`;
  });
  return `{ ${[...values, ...fields].sort().join('; ')} }`;
}

const isPrimitive = (type: ts.Type): boolean =>
  (type.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike)) !== 0;

/** A question mark shows that a field may be missing. */
const isThere = (type: ts.Type): boolean => (type.flags & ts.TypeFlags.Undefined) === 0;

/** Such as `Date` and `Uint8Array`. */
const isOfPlatform = (type: ts.Type): boolean =>
  type
    .getSymbol()
    ?.declarations?.some(
      (it) => ts.isInterfaceDeclaration(it) && it.getSourceFile().fileName.includes('/node_modules/'),
    ) ?? false;
