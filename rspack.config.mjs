// The compiler options that decorators and dependency injection need; the same ones stand in .swcrc for the tests.
const jsc = {
  target: 'es2023',
  parser: { syntax: 'typescript', decorators: true },
  transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  keepClassNames: true,
};

export default (options) => ({
  ...options,
  devtool: 'source-map',
  resolve: { extensions: ['.ts', '.js'] },
  module: {
    rules: [
      {
        test: /\.ts$/,
        exclude: /node_modules/,
        type: 'javascript/esm',
        use: [{ loader: 'builtin:swc-loader', options: { jsc, sourceMaps: true } }],
      },
    ],
  },
});
