/** Every collection of this service. `tools/stored-shapes.ts` checks it. */
export interface StoredShapes {}
