import { type Plan, type PodGroup, podGroups } from "../../constructs/plan";
import type { Side } from "../../constructs/plan/network/policy-simulation";
import { connectFromHere, connectFromPod, type Outcome } from "./connect-attempts";
import { LISTENING } from "./listening-pod";
import { type Machine, NETWORK_LABEL, type Outsiders } from "./random-network";
import type { StageContext } from "./stage";

/** Somebody real who listens, connects, or both. */
export interface Member {
  readonly side: Side;
  readonly listens: readonly Machine[];
  /** @default - it only listens */
  readonly connect?: (targets: readonly Machine[]) => Promise<Outcome[]>;
}

/** Everybody of a random network, once its pods are ready. */
export async function membersOf(context: StageContext, plan: Plan, outsiders: Outsiders): Promise<Member[]> {
  return [...(await podMembers(context, plan)), ...outsideMembers(outsiders)];
}

/** The pods of a network, once they are ready, each with the ports that it is said to listen on. */
export async function podMembers(
  context: StageContext,
  plan: Plan,
  portsOf: (pod: PodGroup) => readonly number[] = () => LISTENING,
): Promise<Member[]> {
  const ours = ["--all-namespaces", `--selector=${NETWORK_LABEL}=${plan.system}`];
  await context.kubectl(["wait", "pods", ...ours, "--for=condition=Ready", "--timeout=120s"]);
  const { items } = JSON.parse(await context.kubectl(["get", "pods", ...ours, "--output=json"])) as {
    items: { metadata: { namespace: string; name: string }; status: { podIP: string } }[];
  };
  const addresses = new Map(items.map(({ metadata, status }) => [`${metadata.namespace}/${metadata.name}`, status.podIP]));
  return podGroups(plan).map((group): Member => {
    const { namespace = "default", name, labels, ports } = group;
    const ip = addresses.get(`${namespace}/${name}`);
    if (ip === undefined) throw new Error(`pod ${namespace}/${name} does not run`);
    return {
      side: { kind: "pods", name, namespace, labels, ports },
      listens: portsOf(group).map((port) => ({ ip, port })),
      connect: (targets) => connectFromPod(context, namespace, name, targets),
    };
  });
}

function outsideMembers({ api, here }: Outsiders): Member[] {
  const server: Member = { side: { kind: "address", name: "the API server", ip: api.ip }, listens: [api] };
  if (!here) return [server];
  const { ip } = here;
  return [
    server,
    { side: { kind: "address", name: "this machine", ip }, listens: [here], connect: (targets) => connectFromHere(ip, targets) },
  ];
}
