import { isBuiltin } from 'node:module';
import { CopyRspackPlugin } from '@rspack/core';

// The compiler options that decorators and dependency injection need; the same ones stand in .swcrc for the tests.
const jsc = {
  target: 'es2023',
  parser: { syntax: 'typescript', decorators: true },
  transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  keepClassNames: true,
};

const base = (options) => ({
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

export default (options) =>
  options.entry.endsWith('/apps/agent/src/main.ts') ? oneFile(base(options)) : base(options);

/** The agent is downloaded to phones: one file that needs Node alone. */
function oneFile(options) {
  const { output, plugins, module } = options;
  // Of the kernel it takes what it uses.
  const pure = { test: /\/libs\/kernel\//, sideEffects: false };
  return {
    ...options,
    devtool: false,
    output: { ...output, filename: 'apps/agent/postrider-agent.mjs' },
    externals: [
      ({ request = '' }, callback) => (isBuiltin(request) ? callback(null, `module ${request}`) : callback()),
    ],
    module: { rules: [...module.rules, pure] },
    optimization: { nodeEnv: false, providedExports: true, usedExports: true, sideEffects: true },
    plugins: [...plugins, new CopyRspackPlugin({ patterns: [{ from: 'apps/agent/install.sh', to: 'apps/agent/' }] })],
  };
}
