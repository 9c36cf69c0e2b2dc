import { kindOf } from "../manifest";
import type { Manifest, Plan } from "../plan";
import { selects } from "../selector";
import { type Attempt, type PodSide, type Side, sideName, type Verdict } from "./attempt";
import { type Direction, type PolicyRule, type PolicySpec, rulesOf } from "./policy-manifest";
import { type NamespaceLabels, peerMatch, portMatches } from "./policy-match";

export type { Attempt, Side, Verdict } from "./attempt";

/** The label that every namespace carries with its own name. */
const NAMESPACE_NAME = "kubernetes.io/metadata.name";

interface Policy {
  readonly name: string;
  readonly selects: (pod: PodSide) => boolean;
  /** Undefined where the policy does not restrict the direction. */
  readonly allows: Readonly<Record<Direction, ((other: Side, attempt: Attempt) => boolean) | undefined>>;
}

/**
 * Says what the network policies of a Plan do to a connection, as Kubernetes would: pods that no policy selects in a
 * direction are free in it, all others do only what a rule of any of their policies allows.
 */
export class PolicySimulation {
  readonly #policies = new Map<string | undefined, Policy[]>();
  /** Who tries all pairs asks about each side many times. */
  readonly #selecting = new WeakMap<PodSide, readonly Policy[]>();

  constructor({ objects }: Pick<Plan, "objects">) {
    const labelsOf = namespaceLabels(objects.map(({ manifest }) => manifest));
    for (const { manifest } of objects) {
      if (kindOf(manifest) !== "NetworkPolicy.networking.k8s.io") continue;
      const { namespace } = manifest.metadata;
      const ofNamespace = this.#policies.get(namespace) ?? [];
      this.#policies.set(namespace, ofNamespace);
      ofNamespace.push(policyOf(manifest, labelsOf));
    }
  }

  /** Whether a connection gets through, and why. */
  try(attempt: Attempt): Verdict {
    const { client, server } = attempt;
    const verdicts = [...this.#judge("egress", client, server, attempt), ...this.#judge("ingress", server, client, attempt)];
    const denied = verdicts.filter(({ allowed }) => !allowed);
    const decisive = denied.length > 0 ? denied : verdicts;
    return { allowed: denied.length === 0, why: decisive.map(({ why }) => why).join("; ") || "neither side is a pod" };
  }

  /** The verdict on one side's behalf; none where that side is no pod, as no policy can select it. */
  #judge(direction: Direction, side: Side, other: Side, attempt: Attempt): Verdict[] {
    if (side.kind !== "pods") return [];
    const about = `${direction} of ${sideName(side)}:`;
    const policies = this.#policiesOf(side).filter(({ allows }) => allows[direction]);
    if (policies.length === 0) return [{ allowed: true, why: `${about} no policy selects it` }];

    const what = `${attempt.protocol ?? "TCP"} ${attempt.port} ${direction === "egress" ? "to" : "from"} ${sideName(other)}`;
    const allowing = policies.find((policy) => policy.allows[direction]?.(other, attempt));
    if (allowing) return [{ allowed: true, why: `${about} policy ${allowing.name} allows ${what}` }];
    const names = `${policies.length > 1 ? "policies" : "policy"} ${policies.map(({ name }) => name).join(", ")}`;
    return [{ allowed: false, why: `${about} no rule of ${names} allows ${what}` }];
  }

  #policiesOf(side: PodSide): readonly Policy[] {
    const known = this.#selecting.get(side);
    if (known) return known;
    const found = (this.#policies.get(side.namespace) ?? []).filter((policy) => policy.selects(side));
    this.#selecting.set(side, found);
    return found;
  }
}

function policyOf(manifest: Manifest, labelsOf: NamespaceLabels): Policy {
  const { name, namespace } = manifest.metadata;
  const spec = (manifest["spec"] ?? {}) as PolicySpec;
  const allows = (direction: Direction) => {
    const rules = rulesOf(spec, direction)?.map((rule) => ruleMatch(rule, namespace, labelsOf));
    return rules && ((other: Side, attempt: Attempt) => rules.some((matches) => matches(other, attempt)));
  };
  return {
    name,
    selects: ({ labels }) => selects(spec.podSelector ?? {}, labels),
    allows: { ingress: allows("ingress"), egress: allows("egress") },
  };
}

function ruleMatch(
  { peers, ports }: PolicyRule,
  home: string | undefined,
  labelsOf: NamespaceLabels,
): (other: Side, attempt: Attempt) => boolean {
  const matches = peers.map((peer) => peerMatch(peer, home, labelsOf));
  return (other, attempt) =>
    (matches.length === 0 || matches.some((isPeer) => isPeer(other))) &&
    (ports.length === 0 || ports.some((port) => portMatches(port, attempt)));
}

function namespaceLabels(manifests: readonly Manifest[]): NamespaceLabels {
  const known = new Map<string | undefined, Readonly<Record<string, string>>>([[undefined, {}]]);
  for (const manifest of manifests) {
    const { name, labels } = manifest.metadata;
    if (kindOf(manifest) === "Namespace") known.set(name, { ...labels, [NAMESPACE_NAME]: name });
  }
  return (namespace) => known.get(namespace) ?? { [NAMESPACE_NAME]: namespace ?? "" };
}
