import { balancerOf, entryAddress, type Plan } from "../../constructs/plan";
import type { IKubectl } from "../cluster/kubectl";
import { getLive } from "../cluster/live-object";
import type { OpenEntryPoint } from "./account";

/** The entry points of a Plan, each with the address that its load balancer has now, if it has one. */
export async function openEntryPoints(kubectl: IKubectl, plan: Plan): Promise<OpenEntryPoint[]> {
  const entries = plan.entryPoints.map((entry) => ({ entry, balancer: balancerOf(plan, entry) }));
  const live = await getLive(
    kubectl,
    entries.flatMap(({ balancer }) => balancer?.manifest ?? []),
  );
  return entries.map(({ entry, balancer }) => {
    const address = balancer && entryAddress(entry, balancer, live.get(balancer.id)?.["status"]);
    return { name: entry.name, url: entry.url, ...(address === undefined ? {} : { address }) };
  });
}
