/** A body's fields, not checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;
