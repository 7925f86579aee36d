import type { Category, VariableRule } from '#libs/contracts';

export interface LanguageText {
  readonly language: string;
  readonly text: string;
}

export interface Variable extends VariableRule {
  readonly name: string;
}

/** What a version keeps. It is never changed. */
export interface Content {
  readonly category: Category;
  readonly message_type?: string;
  /** In the order in which they were given: the first language is the one of last resort. */
  readonly contents: readonly LanguageText[];
  readonly variables: readonly Variable[];
}

export interface Version extends Content {
  readonly version: number;
  readonly created_at: Date;
  readonly created_by: string;
}

export interface Approval {
  readonly version: number;
  readonly at: Date;
  readonly by: string;
}

/** A version at a vendor that sends by templates of its own. */
export interface Mapping {
  readonly version: number;
  readonly vendor: string;
  readonly code: string;
  /** In the vendor's order. */
  readonly tokens: readonly { readonly variable: string; readonly token: string }[];
}

/** A template with its newest version and the one that is sent. */
export interface Template {
  readonly id: string;
  readonly key: string;
  readonly number: number;
  readonly name: string;
  readonly active: boolean;
  /** The key under which every tenant got it. */
  readonly built_in?: string;
  readonly newest: Version;
  readonly approved?: Version;
  readonly approvals: readonly Approval[];
  readonly mappings: readonly Mapping[];
  readonly created_at: Date;
  readonly created_by: string;
  readonly updated_at: Date;
  /** Counts the writes. */
  readonly revision: number;
}

export const isApproved = ({ approvals }: Pick<Template, 'approvals'>, version: number): boolean =>
  approvals.some((approval) => approval.version === version);
