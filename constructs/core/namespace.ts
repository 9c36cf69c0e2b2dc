import { Chart, JsonPatch } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import { Checks } from "./checks";
import { LABEL } from "./labels";
import { kebab } from "./names";
import { defaultDenySpec } from "./network-policy";
import { surroundingsOf } from "./surroundings";

/** How much a namespace's pods may do, after Kubernetes' Pod Security Standards. */
export type PodSecurity = "restricted" | "baseline" | "privileged";

/** The props of a namespace. */
export interface NamespaceProps {
  /**
   * The name, before which the environment may put its prefix.
   * @default - the id in kebab-case
   */
  readonly name?: string;
  /** @default "restricted" */
  readonly podSecurity?: PodSecurity;
  /**
   * The system that all objects within are part of.
   * @default - the name without prefix
   */
  readonly partOf?: string;
}

/**
 * A chart that is a namespace: whatever is made within belongs to it. Its pods are held to the restricted
 * Pod Security Standard, and may talk to nobody but DNS until they are connected.
 */
export class Namespace extends Chart {
  readonly name: string;
  readonly podSecurity: PodSecurity;

  constructor(scope: Construct, id: string, { name = kebab(id), podSecurity = "restricted", partOf = name }: NamespaceProps = {}) {
    const surroundings = surroundingsOf(scope);
    const fullName = `${surroundings.namespacePrefix ?? ""}${name}`;
    super(scope, id, { namespace: fullName, labels: { [LABEL.partOf]: partOf, [LABEL.managedBy]: "tagenal" } });
    this.name = fullName;
    this.podSecurity = podSecurity;

    const check = new Checks(this);
    check.name("name", fullName);
    check.name("partOf", partOf);
    check.oneOf("podSecurity", podSecurity, ["restricted", "baseline", "privileged"]);

    const level = ["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, podSecurity]);
    const object = new k8s.KubeNamespace(this, "Namespace", {
      metadata: { name: fullName, labels: { [LABEL.name]: name, [LABEL.instance]: fullName, ...Object.fromEntries(level) } },
    });
    // A chart puts its namespace into all its objects; this one is in none.
    object.addJsonPatch(JsonPatch.remove("/metadata/namespace"));

    new k8s.KubeNetworkPolicy(this, "DefaultDeny", {
      metadata: { name: "default-deny", labels: { [LABEL.name]: name, [LABEL.instance]: fullName } },
      spec: defaultDenySpec(surroundings),
    });
  }
}
