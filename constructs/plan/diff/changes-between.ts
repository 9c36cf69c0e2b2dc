import { type BudgetNumbers, sparePods } from "../budgets";
import { type Capacity, shortages } from "../capacity";
import { demandOf } from "../demand";
import { type Side, sideName } from "../network";
import type { PlanConnection, PlanObject, PlanPeer } from "../plan";
import type { PodGroup } from "../pod-groups";
import type { LabelSelector } from "../selector";
import type { Change } from "./change";
import { subjectOf } from "./describe";
import { specOf } from "./rule";
import type { View } from "./view";

/** Connections that worked before, and that policies do not let through any more although both sides are still there. */
export function connectionsCut(before: View, after: View): Change[] {
  const declared = new Set(after.plan.connections.map(nameOf));
  return before.plan.connections.flatMap((connection): Change[] => {
    const cut = readableCut(connection, before, after);
    if (!cut) return [];
    const isWanted = declared.has(nameOf(connection));
    const subject = `connection ${cut.name}`;
    const common = { rule: "connection-cut", subject, event: "cut", what: cut.why, fields: [], phase: 0 };
    if (isWanted)
      return [
        {
          ...common,
          class: "replace",
          why: "the new Plan still declares it, and its policies refuse it",
          remedy: "let a policy of each side allow it",
        },
      ];
    return [{ ...common, class: "restart", why: "it is no longer declared: pods of before lose it until new ones have replaced them" }];
  });
}

/** Of a policy whose form is not what Kubernetes takes nobody can say what it cuts; the policy itself is told as malformed. */
function readableCut(connection: PlanConnection, before: View, after: View): ReturnType<typeof firstCut> {
  try {
    return firstCut(connection, before, after);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function firstCut(
  { client, server, port, protocol }: PlanConnection,
  before: View,
  after: View,
): { readonly name: string; readonly why: string } | undefined {
  for (const [from, was] of sides(client, before, after)) {
    for (const [to, had] of sides(server, before, after)) {
      if (!before.policies.try({ client: was, server: had, port, protocol }).allowed) continue;
      const verdict = after.policies.try({ client: from, server: to, port, protocol });
      if (!verdict.allowed) return { name: `${sideName(from)} → ${sideName(to)}:${port}`, why: verdict.why };
    }
  }
  return undefined;
}

/** The pods of a peer that are in both Plans, as they will be and as they are; addresses are always there. */
function sides(peer: PlanPeer, before: View, after: View): (readonly [Side, Side])[] {
  if (peer.kind === "outside") {
    const [block] = peer.blocks;
    if (!block) return [];
    const side: Side = { kind: "address", name: peer.name, ip: block.cidr.split("/")[0] ?? "" };
    return [[side, side]];
  }
  if (peer.foreign) {
    const side: Side = { kind: "pods", name: peer.name, namespace: peer.namespace, labels: peer.labels };
    return [[side, side]];
  }
  const selector = { matchLabels: peer.labels };
  return before.podsOf(peer.namespace, selector).flatMap((group) => {
    const next = after.groupOf(group.owner);
    return next ? [[asSide(next), asSide(group)] as const] : [];
  });
}

function asSide({ name, namespace, labels, ports }: PodGroup): Side {
  return { kind: "pods", name, namespace, labels, ports };
}

function nameOf({ client, server, endpoint, port, protocol }: PlanConnection): string {
  return [peerName(client), peerName(server), endpoint, port, protocol].join(" ");
}

function peerName(peer: PlanPeer): string {
  return peer.kind === "outside" ? peer.name : `${peer.namespace}/${peer.name}`;
}

/** Budgets that let no pod be evicted any more, and did before. */
export function budgetsThatBlock(before: View, after: View): Change[] {
  const free = (budget: PlanObject | undefined, view: View): boolean => budget === undefined || spareOf(budget, view) !== 0;
  const old = new Map(before.ofKind("PodDisruptionBudget.policy").map((budget) => [budget.id, budget]));
  return after.ofKind("PodDisruptionBudget.policy").flatMap((budget): Change[] => {
    if (free(budget, after) || !free(old.get(budget.id), before)) return [];
    return [
      {
        class: "restart",
        rule: "budget-blocks",
        subject: subjectOf(budget.manifest),
        object: budget.id,
        event: "blocks drains",
        what: "lets no pod be evicted",
        why: "no node with such a pod can be drained: upgrades of nodes hang, or end all of them at once",
        remedy: "let at least one pod go",
        fields: [],
        phase: budget.phase,
      },
    ];
  });
}

/** How many pods a budget lets go, none at the least; undefined where it guards none. */
function spareOf({ manifest }: PlanObject, view: View): number | undefined {
  const spec = specOf<BudgetNumbers & { readonly selector: LabelSelector }>(manifest);
  const groups = view.podsOf(manifest.metadata.namespace, spec.selector);
  const pods = groups.reduce((sum, { owner, count }) => sum + (view.autoscaled.get(owner)?.min ?? count ?? 0), 0);
  return pods === 0 ? undefined : Math.max(0, sparePods(spec, pods));
}

/** What no longer fits into the environment. */
export function noLongerFits(before: View, after: View, capacity: (Capacity & { readonly nodes: number }) | undefined): Change[] {
  if (!capacity) return [];
  const [was, will] = [before, after].map(({ readable }) => shortages(demandOf(readable, capacity), capacity)) as [string[], string[]];
  if (was.length > 0) return [];
  return will.map((shortage) => ({
    class: "replace",
    rule: "capacity",
    subject: `system ${after.plan.system}`,
    event: `no longer fits: ${/of CPU|of memory|pods/.exec(shortage)?.[0].replace("of ", "") ?? "it"}`,
    what: `no longer fits: ${shortage}`,
    why: "pods that find no room wait, and what they replace may be gone already",
    remedy: "add nodes, or ask for less",
    fields: [],
    phase: 0,
  }));
}
