// What cdk8s-cli and its validation plugins expect of one another, as far as it is used here: a package of plugins needs no cdk8s-cli.

/** What a plugin is given: cdk8s-cli's `ValidationContext`. */
export interface ManifestContext {
  /** The paths of the files that were written. */
  readonly manifests: readonly string[];
  readonly report: ViolationReport;
}

/** What a plugin answers with. cdk8s-cli prints it, and ends with exit code 2 after a failure. */
export interface ViolationReport {
  readonly addViolation: (violation: Violation) => void;
  /** Must be called, and last. */
  readonly submit: (status: "success" | "failure", metadata?: Readonly<Record<string, string>>) => void;
}

/** A rule that is broken. */
export interface Violation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly ViolatingResource[];
}

/** An object that breaks a rule. */
export interface ViolatingResource {
  /** Under this name cdk8s-cli looks for the path of the construct. */
  readonly resourceName: string;
  /** One line for each thing that is wrong. */
  readonly locations: readonly string[];
  readonly manifestPath: string;
}
