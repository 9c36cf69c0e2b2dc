import type { ObjectId, Plan, PlanConnection, PlanPeer } from "../../constructs/plan";
import { known } from "./known";
import type { Registered } from "./manifest-of";

/** What a Plan says beside its manifests, as far as policies need it: the outputs of the system's component. */
export interface PlanFacts extends Pick<Plan, "connections" | "expectedPods" | "externals" | "assets" | "credentials"> {
  /** The objects that hold data, or within which there is some. */
  readonly keep: readonly ObjectId[];
}

const SYSTEM = "tagenal:index:System";

/** What policies need to know of a Plan and cannot see in its objects. */
export function planFacts({ connections, expectedPods, externals, objects, assets, credentials }: Plan): PlanFacts {
  const isForeign = (peer: PlanPeer): boolean => peer.kind === "pods" && peer.foreign;
  return {
    connections: connections.filter(({ client, server }: PlanConnection) => isForeign(client) || isForeign(server)),
    expectedPods,
    externals,
    assets,
    // A list of Pulumi's has no undefined.
    credentials: credentials.map((credential) => ({
      ...credential,
      namespaces: credential.namespaces.map((namespace) => namespace ?? ""),
    })),
    keep: objects.filter(({ keep }) => keep).map(({ id }) => id),
  };
}

/** What the systems of a stack say of themselves; nothing in programs that are not Tagenal's. */
export function factsIn(resources: readonly Registered[]): PlanFacts & { readonly isTold: boolean } {
  const all = resources.filter(({ type }) => type === SYSTEM).map(({ props }) => known(props) as Partial<PlanFacts>);
  return {
    isTold: all.some(({ assets }) => assets !== undefined),
    connections: all.flatMap(({ connections = [] }) => connections),
    expectedPods: all.flatMap(({ expectedPods = [] }) => expectedPods),
    externals: all.flatMap(({ externals = [] }) => externals),
    assets: all.flatMap(({ assets = [] }) => assets),
    credentials: all.flatMap(({ credentials = [] }) => credentials),
    keep: all.flatMap(({ keep = [] }) => keep),
  };
}
