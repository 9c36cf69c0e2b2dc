import { kindOf, type ObjectId, objectId, type Plan, type PlanObject } from "../../../constructs/plan";
import { type IKubectl, KubectlError } from "../../cluster/kubectl";
import { asList, readList } from "../../cluster/live-object";
import { complaintsOf } from "./complaints";
import { KEYED, LISTED, LISTED_FOR_CLUSTER } from "./listed-kinds";
import type { LiveObject, LivePod } from "./live-kinds";
import { requestedOfNodes } from "./requested";
import type { Snapshot, Unseen } from "./snapshot";
import { tailLogs } from "./tail-logs";

/** One line for each object, its kind, its name and its keys; values stay within kubectl. */
const KEYS_ONLY =
  '{{range .items}}{{.kind}} {{.metadata.name}}{{range $key, $_ := .data}} {{$key}}{{end}}{{range $key, $_ := .binaryData}} {{$key}}{{end}}{{"\\n"}}{{end}}';

const LISTED_ANYWAY = new Set(Object.values({ ...LISTED, ...LISTED_FOR_CLUSTER, ...KEYED }));

/** Looks at all that a diagnosis of the Plan needs. Missing rights blind it only for what they are missing for. */
export async function takeSnapshot(kubectl: IKubectl, plan: Plan): Promise<Snapshot> {
  const namespaces = namespacesOf(plan);
  const look = new Look(kubectl);
  const [namespace, keys, ...lists] = await Promise.all([
    currentNamespace(kubectl),
    Promise.all(namespaces.flatMap((name) => Object.keys(KEYED).map((resource) => look.keys(resource, name)))),
    look.list(Object.keys(LISTED_FOR_CLUSTER), undefined),
    ...namespaces.map((name) => look.list(Object.keys(LISTED), name)),
    ...foreignNamespaces(plan, namespaces).map((name) => look.list(["networkpolicies.networking.k8s.io", "pods"], name)),
    look.named(plan.objects.filter(({ manifest }) => !LISTED_ANYWAY.has(kindOf(manifest)))),
  ]);
  const objects = lists.flat();
  const pods = objects.filter((object): object is LivePod => object.kind === "Pod");
  const [logs, requested] = await Promise.all([tailLogs(kubectl, pods), requestedOfNodes(kubectl, pods)]);
  return {
    takenAt: newest(objects).toISOString(),
    namespace,
    objects,
    keys: Object.fromEntries(keys.flat().map(([kind, place, name, ...rest]) => [objectId(kind, place ?? namespace, name), rest])),
    logs,
    requested,
    unknownKinds: look.unknownKinds,
    unseen: look.unseen,
  };
}

/** Undefined is the namespace of the context. */
function namespacesOf({ objects, expectedPods, credentials }: Plan): (string | undefined)[] {
  const ofCluster = new Set(Object.values(LISTED_FOR_CLUSTER));
  const names = new Set([
    ...objects.flatMap(({ manifest }) => (ofCluster.has(kindOf(manifest)) ? [] : [manifest.metadata.namespace])),
    ...objects.flatMap(({ manifest }) => (manifest.kind === "Namespace" ? [manifest.metadata.name] : [])),
    ...expectedPods.map(({ namespace }) => namespace),
    ...credentials.flatMap(({ namespaces }) => namespaces),
  ]);
  return [...names];
}

/** Where the other side of a connection is somebody else's. */
function foreignNamespaces({ connections }: Plan, own: readonly (string | undefined)[]): string[] {
  const names = connections.flatMap(({ client, server }) =>
    [client, server].flatMap((side) => (side.kind === "pods" && side.foreign && side.namespace !== undefined ? [side.namespace] : [])),
  );
  return [...new Set(names)].filter((name) => !own.includes(name));
}

async function currentNamespace(kubectl: IKubectl): Promise<string> {
  return (await kubectl.run(["config", "view", "--minify", "-o", "jsonpath={..namespace}"])).trim() || "default";
}

type Keyed = [kind: string, namespace: string | undefined, name: string, ...keys: string[]];

/** Calls of kubectl that go on where only some of what they ask for may not be seen. */
class Look {
  readonly unseen: Unseen[] = [];
  readonly unknownKinds: ObjectId[] = [];
  readonly #kubectl: IKubectl;

  constructor(kubectl: IKubectl) {
    this.#kubectl = kubectl;
  }

  async list(resources: readonly string[], namespace: string | undefined): Promise<LiveObject[]> {
    return read(await this.#try(["get", resources.join(","), ...place(namespace), "--show-managed-fields", "-o", "json"]));
  }

  /** Objects of kinds that are not listed. */
  async named(objects: readonly PlanObject[]): Promise<LiveObject[]> {
    if (objects.length === 0) return [];
    const items = objects.map(({ manifest: { apiVersion, kind, metadata } }) => {
      return { apiVersion, kind, metadata: { name: metadata.name, namespace: metadata.namespace } };
    });
    return read(await this.#try(["get", "--ignore-not-found", "--show-managed-fields", "-o", "json", "-f", "-"], asList(items)));
  }

  async keys(resource: string, namespace: string | undefined): Promise<Keyed[]> {
    const output = await this.#try(["get", resource, ...place(namespace), "-o", `go-template=${KEYS_ONLY}`]);
    const lines = output.split("\n").filter((line) => line !== "");
    return lines.map((line): Keyed => {
      const [kind = "", name = "", ...keys] = line.split(" ");
      return [kind, namespace, name, ...keys];
    });
  }

  /** What kubectl printed, though it may not print all; what it complains about is kept. */
  async #try(args: readonly string[], input?: string): Promise<string> {
    try {
      return await this.#kubectl.run(args, { input });
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      const { unseen, unknownKinds, others } = complaintsOf(error.stderr);
      if (others.length > 0) throw error;
      this.unseen.push(...unseen);
      this.unknownKinds.push(...unknownKinds);
      return error.stdout;
    }
  }
}

function place(namespace: string | undefined): string[] {
  return namespace === undefined ? [] : ["--namespace", namespace];
}

/** The objects, without the long account of who set which field: who changed them when is kept. */
function read(output: string): LiveObject[] {
  return (readList(output) as LiveObject[]).map((object): LiveObject => {
    const { managedFields = [], ...metadata } = object.metadata;
    const changes = managedFields.map(({ manager, operation, subresource, time }) => ({ manager, operation, subresource, time }));
    return { ...object, metadata: { ...metadata, managedFields: changes } };
  });
}

/** Now; or the newest time that the cluster names, where its clock is ahead of ours. */
function newest(objects: readonly LiveObject[]): Date {
  const times = objects.flatMap(({ metadata: { managedFields = [] } }) => managedFields.map(({ time }) => Date.parse(time ?? "")));
  return new Date(times.reduce((latest, time) => (time > latest ? time : latest), Date.now()));
}
