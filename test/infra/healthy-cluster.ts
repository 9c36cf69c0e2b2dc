import { kindOf, type Manifest, objectId, type Plan, podGroupOf } from "../../constructs/plan";
import type { Snapshot } from "../../infra/operate/diagnosis";
import { CLUSTER_LISTING } from "./cluster-listing";

/** When all snapshots of these tests are taken. */
export const NOW = "2026-11-21T12:00:00Z";
/** When all that is healthy came into being. */
export const LONG_AGO = "2026-11-21T09:00:00Z";

type LiveObject = Snapshot["objects"][number];

/** What a cluster shows in which all of a Plan runs as intended. */
export function healthyCluster(plan: Plan): Snapshot {
  const objects = plan.objects.filter(({ manifest }) => !["Secret", "ConfigMap"].includes(kindOf(manifest)));
  const configuration = plan.objects.filter(({ manifest }) => kindOf(manifest) === "ConfigMap");
  const filled = plan.credentials.flatMap(({ secret, namespaces }) => namespaces.map((namespace) => objectId("Secret", namespace, secret)));
  return {
    takenAt: NOW,
    namespace: "default",
    objects: [...CLUSTER_LISTING, ...objects.flatMap(({ manifest, id }) => [...live(manifest), ...podsFor(manifest, id)])],
    keys: Object.fromEntries([
      ...configuration.map(({ id, manifest }) => [id, Object.keys(manifest["data"] ?? {})]),
      ...filled.map((id) => [id, plan.credentials.flatMap((one) => (id.endsWith(`/${one.secret}`) ? one.key : []))]),
    ]),
    logs: {},
    requested: {},
    unknownKinds: [],
    unseen: [],
  };
}

/** The same with one object otherwise. */
export function changed(snapshot: Snapshot, id: string, change: (object: LiveObject) => LiveObject): Snapshot {
  let found = false;
  const objects = snapshot.objects.map((object) => {
    if (idOf(object) !== id) return object;
    found = true;
    return change(object);
  });
  if (!found) throw new Error(`there is no ${id}, there are ${snapshot.objects.map(idOf).join(", ")}`);
  return { ...snapshot, objects };
}

/** The same with another status of an object. */
export function withStatus(snapshot: Snapshot, id: string, status: object): Snapshot {
  return changed(snapshot, id, (object) => ({ ...object, status: { ...object.status, ...status } }));
}

/** The same without some objects. */
export function without(snapshot: Snapshot, ...ids: readonly string[]): Snapshot {
  return { ...snapshot, objects: snapshot.objects.filter((object) => !ids.includes(idOf(object))) };
}

/** The same with an event about an object, so many seconds ago. */
export function withEvent(
  snapshot: Snapshot,
  id: string,
  event: { reason: string; message: string; type?: string },
  secondsAgo = 10,
): Snapshot {
  const about = snapshot.objects.find((object) => idOf(object) === id);
  if (!about) throw new Error(`there is no ${id}`);
  const lastTimestamp = before(secondsAgo);
  const { name, namespace, uid } = about.metadata;
  const involvedObject = { kind: about.kind, name, namespace, uid, fieldPath: "spec.containers{main}" };
  const metadata = { name: "event", namespace };
  const one = {
    apiVersion: "v1",
    kind: "Event",
    metadata,
    involvedObject,
    type: "Warning",
    firstTimestamp: lastTimestamp,
    lastTimestamp,
    ...event,
  };
  return { ...snapshot, objects: [...snapshot.objects, one] };
}

/** A moment so many seconds ago. */
export function before(seconds: number): string {
  return new Date(Date.parse(NOW) - seconds * 1000).toISOString();
}

function idOf({ apiVersion, kind, metadata }: LiveObject): string {
  return objectId(kindOf({ apiVersion, kind }), metadata.namespace, metadata.name);
}

function live(manifest: Manifest): LiveObject[] {
  const { name, namespace = "" } = manifest.metadata;
  const metadata = { ...manifest.metadata, uid: `${manifest.kind} ${namespace}/${name}`, creationTimestamp: LONG_AGO, generation: 1 };
  return [{ ...manifest, metadata, status: { observedGeneration: 1, ...statusOf(manifest) } }];
}

function statusOf(manifest: Manifest): object {
  const { type } = (manifest["spec"] ?? {}) as { type?: string };
  if (type === "LoadBalancer") return { loadBalancer: { ingress: [{ ip: "198.18.0.9" }] } };
  if (kindOf(manifest) === "Job.batch") return { conditions: [{ type: "Complete", status: "True" }] };
  if (kindOf(manifest) === "PersistentVolumeClaim") return { phase: "Bound" };
  return kindOf(manifest) === "PodDisruptionBudget.policy" ? { disruptionsAllowed: 1, currentHealthy: 1, expectedPods: 1 } : {};
}

/** The pods of a workload that runs for long, and the ReplicaSet between them and a Deployment. */
function podsFor(manifest: Manifest, id: string): LiveObject[] {
  const group = podGroupOf(manifest, id);
  if (group?.life !== "long" || !group.spec || manifest.kind === "Pod") return [];
  const { name, namespace } = manifest.metadata;
  const owner = (kind: string, of: string): object => ({ ownerReferences: [{ kind, name: of, uid: `${kind} ${namespace}/${of}` }] });
  const common = { namespace, creationTimestamp: LONG_AGO };
  const set = manifest.kind === "Deployment" ? `${name}-1` : name;
  const between: LiveObject[] =
    manifest.kind === "Deployment"
      ? [
          {
            apiVersion: "apps/v1",
            kind: "ReplicaSet",
            metadata: { ...common, name: set, uid: `ReplicaSet ${namespace}/${set}`, ...owner("Deployment", name) },
            spec: {},
          },
        ]
      : [];
  const kind = manifest.kind === "Deployment" ? "ReplicaSet" : manifest.kind;
  const pods = Array.from({ length: group.count ?? 1 }, (_, index): LiveObject => {
    const metadata = {
      ...common,
      name: `${set}-${index}`,
      uid: `Pod ${namespace}/${set}-${index}`,
      labels: group.labels,
      ...owner(kind, set),
    };
    return {
      apiVersion: "v1",
      kind: "Pod",
      metadata,
      spec: { ...group.spec, nodeName: "lab" },
      status: readyPod(group.spec?.containers.map((one) => one.name) ?? []),
    };
  });
  return [...between, ...pods];
}

function readyPod(containers: readonly string[]): NonNullable<LiveObject["status"]> {
  return {
    phase: "Running",
    conditions: [{ type: "Ready", status: "True" }],
    containerStatuses: containers.map((name) => ({
      name,
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: LONG_AGO } },
    })),
  };
}
