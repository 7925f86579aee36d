declare module 'swagger-ui-dist/absolute-path.js' {
  /** The folder of the package. */
  const folder: () => string;
  export default folder;
}
