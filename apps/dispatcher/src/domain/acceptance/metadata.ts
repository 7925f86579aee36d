import type { MessageDocument } from '#libs/contracts';

type Metadata = Readonly<Record<string, string>>;

/** Stored as JSON text: with some names, such as `_bsontype`, the database would not store an object unchanged. */
export const storedMetadata = (metadata: Metadata | undefined): Pick<MessageDocument, 'metadata_json'> =>
  metadata === undefined ? {} : { metadata_json: JSON.stringify(metadata) };

/** Metadata as the caller gave it, whatever the names. */
export function metadataOf({ metadata_json, metadata }: Pick<MessageDocument, 'metadata_json' | 'metadata'>): {
  metadata?: Record<string, string>;
} {
  if (metadata_json !== undefined) return { metadata: JSON.parse(metadata_json) as Record<string, string> };
  return metadata === undefined ? {} : { metadata: { ...metadata } };
}
