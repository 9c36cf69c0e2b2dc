import { Chart } from "cdk8s";
import type { IConstruct } from "constructs";
import { record } from "./facts";

/** The kinds that pods refer to by name. */
export type ExternalKind = "ConfigMap" | "Secret" | "PersistentVolumeClaim" | "ServiceAccount";

/** An object that somebody else makes. */
export interface External {
  readonly kind: ExternalKind;
  readonly name: string;
  readonly namespace?: string;
  /** Who makes it: "cert-manager", "created by hand, see README". */
  readonly madeBy: string;
}

/** Declares that an object of the scope's namespace comes from elsewhere, so that naming it is no mistake. */
export function declareExternal(scope: IConstruct, external: Omit<External, "namespace">): void {
  record(scope, "external", { ...external, namespace: Chart.of(scope).namespace });
}
