import type { PolicyResource } from "@pulumi/policy";
import { kindOf, type Manifest } from "../../constructs/plan";
import { known, without } from "./known";

/** What is read of a resource. */
export type Registered = Pick<PolicyResource, "type" | "props">;

/**
 * The manifest that a resource is; undefined if it is none: of another provider, a component, a patch of somebody's object, a release.
 * Throws what Pulumi throws if it is not known yet which object it is.
 * @param read how what is not known yet is kept
 */
export function manifestOf({ type, props }: Registered, read: (props: unknown) => unknown = known): Manifest | undefined {
  if (!type.startsWith("kubernetes:")) return undefined;
  const data = read(props) as Partial<Manifest>;
  const { apiVersion, kind, metadata } = data;
  // The kind of a DeploymentPatch is Deployment.
  if (typeof apiVersion !== "string" || kind !== type.split(":").at(-1) || !metadata) return undefined;
  const { name, namespace } = metadata;
  return typeof name === "string" && ["string", "undefined"].includes(typeof namespace) ? (data as Manifest) : undefined;
}

/** A Secret without the values that Pulumi keeps encrypted; every other object as it is. */
export function withoutEncrypted(manifest: Manifest, secretOutputs: readonly string[]): Manifest {
  return kindOf(manifest) === "Secret" ? without(manifest, secretOutputs) : manifest;
}
