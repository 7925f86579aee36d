import type { TemplateDocument, TemplateVersionDocument } from '../collections.ts';

/** Every collection of this service. `tools/stored-shapes.ts` checks it. */
export interface StoredShapes {
  readonly templates: TemplateDocument;
  readonly template_versions: TemplateVersionDocument;
}
