import { selects } from "../../../../constructs/plan";
import type { Diagnosis } from "../finding";
import type { LiveObject } from "../live-kinds";
import { type Scene, specOf } from "../scene";
import { readyCount, type Workload } from "../workload";

interface ServiceSpec {
  readonly type: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly {
    readonly name?: string;
    readonly port: number;
    readonly targetPort?: number | string;
    readonly protocol?: string;
  }[];
}

/** A Service that leads nowhere though the pods behind it are ready. */
export function serviceLeadsNowhere(scene: Scene): Diagnosis[] {
  return scene.planned("Service").flatMap((object): Diagnosis[] => {
    const live = scene.find(object);
    const { selector, type, ports = [] } = specOf<ServiceSpec>(object);
    if (!live || !selector || type === "ExternalName") return [];
    const namespace = live.metadata.namespace;
    const behind = scene.workloads.filter((one) => one.namespace === namespace && selects({ matchLabels: selector }, one.group.labels));
    const trouble =
      behind.length === 0
        ? noPods(scene, live, selector)
        : behind.some((one) => readyCount(one) > 0)
          ? wrongPort(ports, behind)
          : undefined;
    return trouble ? [{ object: object.id, final: true, explains: [object.id], ...trouble }] : [];
  });
}

function noPods(
  scene: Scene,
  live: LiveObject,
  selector: ServiceSpec["selector"],
): Pick<Diagnosis, "what" | "cause" | "remedy"> | undefined {
  const { namespace, name } = live.metadata;
  const real = scene
    .live("Pod")
    .some(({ metadata }) => metadata.namespace === namespace && selects({ matchLabels: selector }, metadata.labels ?? {}));
  if (real) return undefined;
  const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  return {
    what: `Service ${namespace}/${name} leads to no pod`,
    cause: `no pod has the labels that it selects (${labels.join(", ")})`,
    remedy: `kubectl -n ${namespace} get pods --show-labels; correct its selector, then: tagenal apply ${scene.plan.environment}`,
  };
}

/** A port by a name that no container declares gets no endpoint; a number that none declares is most likely a mistake, too. */
function wrongPort(ports: ServiceSpec["ports"], behind: readonly Workload[]): Pick<Diagnosis, "what" | "cause" | "remedy"> | undefined {
  const declared = behind.flatMap(({ group }) => group.ports);
  if (declared.length === 0 && ports.every(({ targetPort, port }) => typeof (targetPort ?? port) === "number")) return undefined;
  const wrong = ports.find(
    ({ port, targetPort = port, protocol = "TCP" }) =>
      !declared.some((one) => (typeof targetPort === "number" ? one.port : one.name) === targetPort && one.protocol === protocol),
  );
  if (!wrong) return undefined;
  const { port, targetPort = port } = wrong;
  const list = [...new Set(declared.map((one) => (one.name === undefined ? String(one.port) : `${one.port} '${one.name}'`)))];
  return {
    what: `port ${port} of the Service leads to no port of its pods, though they are ready`,
    cause: `it leads to port ${typeof targetPort === "number" ? targetPort : `'${targetPort}'`}, the containers declare ${list.join(", ") || "none"}`,
    remedy: "correct its targetPort, or the ports of the containers",
  };
}
