import type { Plan } from "../../constructs/plan";
import type { LiveObjects } from "../cluster/live-object";
import type { Situation } from "./situation";

/** How a service that people use is reached from outside of the cluster. */
export interface Address {
  /** "web-public in lecture" */
  readonly service: string;
  /** Where it answers now, without a tunnel; undefined where it is not there yet, or its node cannot be reached from here. */
  readonly url?: string;
  /** What finds a way without a tunnel, and prints it. */
  readonly command: readonly string[];
}

interface ServiceSpec {
  readonly type?: string;
  readonly ports?: readonly { readonly port: number; readonly nodePort?: number }[];
}

/** The services of a Plan that have an address of their own: those of type LoadBalancer. */
export function publicServices({ objects }: Pick<Plan, "objects">): Plan["objects"] {
  return objects.filter(({ manifest }) => manifest.kind === "Service" && (manifest["spec"] as ServiceSpec).type === "LoadBalancer");
}

/** How each of them is reached; `node` is an address of the cluster. */
export function addressesOf(plan: Pick<Plan, "objects">, live: LiveObjects, node: string, { context, machine }: Situation): Address[] {
  return publicServices(plan).map(({ id, manifest }) => {
    const { name, namespace = "default" } = manifest.metadata;
    const [first] = ((live.get(id)?.["spec"] ?? {}) as ServiceSpec).ports ?? [];
    // QEMU's own network is one that nobody else is in.
    const open = first?.nodePort !== undefined && machine.reachable && !node.startsWith("10.0.2.");
    return {
      service: `${name} in ${namespace}`,
      ...(open ? { url: `${first.port === 443 ? "https" : "http"}://${node}:${first.nodePort}/` } : {}),
      command: ["minikube", "service", name, "-n", namespace, "-p", context, "--url"],
    };
  });
}

/** What gives load balancers their addresses, as long as it runs. */
export function tunnelCommand(context: string): readonly string[] {
  return ["minikube", "tunnel", "-p", context];
}
