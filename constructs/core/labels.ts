/** What an object is, in the recommended labels of Kubernetes. */
export interface LabelsProps {
  /** The product that runs: "valkey", "lecture-web". */
  readonly name: string;
  /** Which one of its kind: the object's own name. */
  readonly instance: string;
  /**
   * The part it plays in the product.
   * @default - the product has one part only
   */
  readonly component?: string;
  /**
   * The version that runs. It is in no selector: selectors never change, versions do.
   * @default - not said
   */
  readonly version?: string;
}

/** The label keys that Tagenal writes and its checks ask for. */
export const LABEL = {
  name: "app.kubernetes.io/name",
  instance: "app.kubernetes.io/instance",
  component: "app.kubernetes.io/component",
  version: "app.kubernetes.io/version",
  partOf: "app.kubernetes.io/part-of",
  managedBy: "app.kubernetes.io/managed-by",
} as const;

/** The labels of one running thing: all of them for its objects and pods, the unchanging ones for selectors. */
export class Labels {
  /** For metadata of objects and pod templates. */
  readonly all: Readonly<Record<string, string>>;
  /** For selectors: without the version. */
  readonly selector: Readonly<Record<string, string>>;

  constructor({ name, instance, component, version }: LabelsProps) {
    this.selector = {
      [LABEL.name]: name,
      [LABEL.instance]: instance,
      ...(component === undefined ? {} : { [LABEL.component]: component }),
    };
    this.all = version === undefined ? this.selector : { ...this.selector, [LABEL.version]: labelValue(version) };
  }
}

/** A text as a label value: 63 characters at most, what is not allowed becomes "-". */
export function labelValue(text: string): string {
  return text
    .replace(/[^A-Za-z0-9._-]/g, "-")
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
}
