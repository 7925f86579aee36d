type Values = Readonly<Record<string, string>>;

/**
 * What must be known of a vendor to start it: by the supervisor, by `npm run secrets` and by the tests. It stands in
 * `apps/provider-<name>/vendor.ts`, is exported as `vendor`, and is read unbuilt.
 */
export interface VendorDescriptor {
  readonly name: string;
  /**
   * What the settings of its account begin with, such as `ACME_`. With `ACME_ENVIRONMENT` they name an account of the
   * caller's own; without it they belong to other programs.
   */
  readonly prefix: string;
  /** What those settings begin with that no other program has: they are used in any case. */
  readonly ownPrefix?: string;
  /** The settings that are credentials of an account. */
  readonly credentials: readonly string[];
  /** Some of them, made anew: those that the fake vendor of a new installation accepts. */
  readonly newCredentials: () => Values;
  /** What the adapter and the fake vendor are told of that account besides. */
  readonly account?: Values;
  /** What turns the adapter to the sandbox at this address. */
  readonly atSandbox: (url: string) => Values;
}
