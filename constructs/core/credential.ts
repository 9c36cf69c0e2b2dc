import { Chart } from "cdk8s";
import type { k8s } from "cdk8s-plus-27";
import { Construct } from "constructs";
import { Checks } from "./checks";
import { record } from "./facts";
import { nameOf } from "./names";

/** Where the value of a credential comes from. */
export type CredentialSource =
  /** Made once, at random, and never overwritten. */
  | { readonly kind: "generated"; readonly length?: number }
  /** Given by the person who deploys, under this key of their configuration. */
  | { readonly kind: "given"; readonly key: string };

/** The props of a credential. */
export interface CredentialProps {
  /** What it opens: "password of the cache's users". */
  readonly description: string;
  /** @default - generated, 32 characters */
  readonly source?: CredentialSource;
  /**
   * The name of the Secret; credentials may share one.
   * @default - the id in kebab-case
   */
  readonly secretName?: string;
  /**
   * The key within the Secret.
   * @default "password"
   */
  readonly key?: string;
}

/** What the Plan knows of a credential: who makes the Secret reads it there. */
export interface WantedCredential {
  readonly secret: string;
  readonly key: string;
  readonly description: string;
  readonly source: CredentialSource;
  /** The namespaces that want it, with one and the same value; the first is its home. */
  readonly namespaces: readonly (string | undefined)[];
}

/** A secret value that constructs name and never know: whoever deploys fills the Secret. */
export class Credential extends Construct {
  readonly secretName: string;
  readonly key: string;
  readonly #namespaces: (string | undefined)[];

  constructor(scope: Construct, id: string, props: CredentialProps) {
    super(scope, id);
    const { description, source = { kind: "generated" }, secretName, key = "password" } = props;
    this.secretName = nameOf(this, secretName);
    this.key = key;
    this.#namespaces = [Chart.of(this).namespace];

    const check = new Checks(this);
    check.name("secretName", this.secretName);
    check.must(/^[-._a-zA-Z0-9]+$/.test(key), "key", "letters, digits, '-', '_' and '.'", key);
    check.text("description", description);
    if (source.kind === "generated") check.integer("source.length", source.length ?? 32, { min: 16, max: 128 });
    if (source.kind === "given") check.text("source.key", source.key);

    record(this, "credential", { secret: this.secretName, key, description, source, namespaces: this.#namespaces });
  }

  /** Wants the same value in another namespace too. */
  wantIn(namespace: string | undefined): void {
    if (!this.#namespaces.includes(namespace)) this.#namespaces.push(namespace);
  }

  /** As a variable of a container in one of the credential's namespaces. */
  asEnv(name: string): k8s.EnvVar {
    return { name, valueFrom: { secretKeyRef: { name: this.secretName, key: this.key } } };
  }
}
