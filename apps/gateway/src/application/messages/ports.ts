import type { RenderedItem, RenderItem } from '#libs/contracts';
import type { PictureType, TenantId } from '#libs/kernel';

/** A picture that was fetched and is what its server says. */
export interface Picture {
  /** Its address in normal form. */
  readonly url: string;
  readonly type: PictureType;
  readonly bytes: number;
}

/** `problem`: a part of a sentence, after the name of the field. */
export type CheckedPicture = Picture | { readonly problem: string };

/** Pictures at addresses that callers give. */
export abstract class Pictures {
  /** Fetches each address once, all of them within 10 s; the answer is by address. */
  abstract check(tenant: TenantId, urls: readonly string[]): Promise<ReadonlyMap<string, CheckedPicture>>;
}

/** Makes texts of templates. Rejects with `service_unavailable` if their owner does not answer. */
export abstract class Renders {
  /** The results in the order of the messages. Variables that a template does not have are refused, or ignored. */
  abstract of(
    tenant: TenantId,
    items: readonly RenderItem[],
    rules?: { readonly ignoresExtra: boolean },
  ): Promise<readonly RenderedItem[]>;
}
