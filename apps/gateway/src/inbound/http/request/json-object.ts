/** A body's fields, before anybody has looked at them. */
export type JsonObject = Readonly<Record<string, unknown>>;
