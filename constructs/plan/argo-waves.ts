import { grouped } from "./grouped";
import { LabelIndex } from "./label-index";
import { objectId } from "./manifest";
import type { ObjectId, Plan, PlanPeer } from "./plan";
import { podGroups } from "./pod-groups";
import { referencesOf } from "./pod-references";

/**
 * The sync wave of each object. Argo CD leaves a wave only when all of it is healthy, also what nobody waits for. So a
 * claim, which is bound when its first pod comes, goes with that pod; and pods that talk to pods of a later wave,
 * without which they may never be ready, go with those, unless something waits for them.
 */
export function argoWaves(plan: Plan): ReadonlyMap<ObjectId, number> {
  const waves = new Map(plan.objects.map(({ id, phase }) => [id, phase]));
  const wave = (id: ObjectId): number => waves.get(id) ?? 0;
  const groups = podGroups(plan);
  const index = new LabelIndex(groups);
  const owners = (peer: PlanPeer): ObjectId[] =>
    peer.kind === "pods" ? index.find(peer.namespace, { matchLabels: peer.labels }).map(({ owner }) => owner) : [];
  const awaited = new Set(plan.order.filter(({ stage }) => stage !== "exists").flatMap(({ before }) => before));
  const talks = plan.connections.map(({ client, server }) => ({
    clients: owners(client).filter((id) => !awaited.has(id)),
    servers: owners(server),
  }));

  // Each round makes at least one client later, and no client later than the last wave.
  for (let moved = true; moved; ) {
    moved = false;
    for (const { clients, servers } of talks) {
      const latest = servers.reduce((most, id) => Math.max(most, wave(id)), 0);
      for (const id of clients.filter((client) => wave(client) < latest)) {
        waves.set(id, latest);
        moved = true;
      }
    }
  }

  const consumers = grouped(groups, ({ namespace, spec }) =>
    (spec ? referencesOf(spec) : [])
      .filter(({ kind }) => kind === "PersistentVolumeClaim")
      .map(({ kind, name }) => objectId(kind, namespace, name)),
  );
  for (const [claim, users] of consumers) {
    if (waves.has(claim))
      waves.set(
        claim,
        users.reduce((first, { owner }) => Math.min(first, wave(owner)), Infinity),
      );
  }
  return waves;
}
