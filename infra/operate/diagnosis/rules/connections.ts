import { grouped, kindOf } from "../../../../constructs/plan";
import { type Blocked, policiesOf } from "../blocked";
import { differencesOf } from "../changes";
import type { Diagnosis } from "../finding";
import type { Scene } from "../scene";

const POLICY = "NetworkPolicy.networking.k8s.io";

/** A connection of the Plan that the policies in the cluster do not let through, through nobody's change of the Plan's own. */
export function connectionIsBlocked(scene: Scene): Diagnosis[] {
  const own = new Set(scene.planned(POLICY).map(({ manifest }) => scene.liveId(manifest)));
  const open = scene.blocked.filter((blocked) => !(blocked.intended && isToldElsewhere(scene, blocked)));
  const same = grouped(open, ({ client, server, at }) => [
    `${client?.id} ${server?.id} ${at.namespace} ${at.direction} ${at.policies.join()}`,
  ]);
  return [...same.values()].flatMap((all): Diagnosis[] => {
    const [first] = all;
    const object = first?.client?.id ?? first?.server?.id;
    if (!first || object === undefined) return [];
    const { namespace, direction, policies } = first.at;
    const foreign = policies.filter((name) => !own.has(`${POLICY}/${namespace}/${name}`));
    const way = direction === "ingress" ? "let this in" : "let this out";
    const names = foreign.length > 0 ? foreign : policies;
    const which = `${names.length > 1 ? "policies" : "policy"} ${names.join(", ")} of namespace ${namespace}`;
    const whose = foreign.length > 0 ? ", which the Plan does not have," : "";
    return [
      {
        object,
        what: [...new Set(all.map(({ sentence }) => sentence))].join("; "),
        cause: `${which}${whose} ${names.length > 1 ? "do" : "does"} not ${way}`,
        remedy: remedyOf(scene, first, namespace, names),
        // Of others' pods only the labels that were named are known: theirs may have a policy that lets it through.
        final: false,
        explains: [],
      },
    ];
  });
}

/** Whether a policy of ours on one of the sides is missing or changed: that is the finding then. */
function isToldElsewhere(scene: Scene, blocked: Blocked): boolean {
  const ids = policiesOf(scene.plan.objects, blocked);
  return scene.planned(POLICY).some((object) => {
    if (!ids.includes(object.id)) return false;
    const live = scene.find(object);
    return !live || differencesOf(object, live).length > 0;
  });
}

function remedyOf(scene: Scene, { intended }: Blocked, namespace: string, names: readonly string[]): string {
  const look = `kubectl -n ${namespace} get networkpolicy ${names.join(" ")} -o yaml`;
  if (!intended) return "connect them in the code, so that the Plan's policies open it, and apply it";
  const ours = scene.plan.objects.some(
    ({ manifest }) =>
      manifest.metadata.namespace === namespace || (kindOf(manifest) === "Namespace" && manifest.metadata.name === namespace),
  );
  return ours
    ? `${look}; remove it if it is left over, or let its owner open this connection`
    : `${look}; ask the owner of namespace ${namespace} to open it`;
}
