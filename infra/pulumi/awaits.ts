import { kindOf, type PlanObject, type Wait } from "../../constructs/plan";

/** How Pulumi is told to wait for an object. */
export interface Await {
  /** Of the object itself. */
  readonly annotations: Readonly<Record<string, string>>;
  /** How long its making and every change may take. */
  readonly timeoutSeconds?: number;
  /**
   * Some need the object to be there, others that it is ready: the wait is that of a second resource, with these annotations.
   * @default - the object's own is enough
   */
  readonly gate?: Readonly<Record<string, string>>;
}

/** How much is waited for. */
export interface AwaitOptions {
  /** Whether somebody needs the object only to be there. */
  readonly isNeededToExist: boolean;
  /** Whether addresses of load balancers are waited for. */
  readonly loadBalancers: boolean;
  /** Whether anything is. */
  readonly wait: boolean;
}

const SKIP = { "pulumi.com/skipAwait": "true" };

/** What Pulumi's provider waits for by itself. */
const BY_ITSELF = new Set([
  "DaemonSet.apps",
  "Deployment.apps",
  "Ingress.networking.k8s.io",
  "Job.batch",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "Pod",
  "ReplicationController",
  "ResourceQuota",
  "Service",
  "StatefulSet.apps",
]);

/**
 * How Pulumi waits for an object, so that it ends when the Plan says: neither earlier, nor later, which with Services that have no pods
 * yet would be never.
 */
export function awaitOf({ manifest, wait }: PlanObject, { isNeededToExist, loadBalancers, wait: waits }: AwaitOptions): Await {
  const native = BY_ITSELF.has(kindOf(manifest));
  const skip = native && awaitsMore(manifest) ? SKIP : {};
  if (!waits) return { annotations: skip };
  if (wait.until === "exists") {
    const opens = loadBalancers && !isNeededToExist && specOf(manifest)["type"] === "LoadBalancer" && kindOf(manifest) === "Service";
    return { annotations: opens ? {} : skip };
  }
  const { timeoutSeconds } = wait;
  // What a construct says of an object comes before what Pulumi knows of its kind.
  const annotations = kindOf(manifest) === "Pod" ? {} : waitFor(wait);
  if (isNeededToExist) return { annotations: skip, timeoutSeconds, gate: annotations };
  return { annotations, timeoutSeconds };
}

/** A Service without pods of its own to wait for is there at once. */
function awaitsMore(manifest: PlanObject["manifest"]): boolean {
  if (kindOf(manifest) !== "Service") return true;
  const { clusterIP, type, selector } = specOf(manifest);
  return type === "LoadBalancer" || (selector !== undefined && clusterIP !== "None" && type !== "ExternalName");
}

function waitFor(wait: Wait): Readonly<Record<string, string>> {
  if (wait.until === "condition") return { "pulumi.com/waitFor": `condition=${wait.type}=${wait.status}` };
  if (wait.until === "jsonpath") return { "pulumi.com/waitFor": `jsonpath=${wait.path}=${wait.value}` };
  return {};
}

function specOf(manifest: PlanObject["manifest"]): Readonly<Record<string, unknown>> {
  return (manifest["spec"] ?? {}) as Readonly<Record<string, unknown>>;
}
