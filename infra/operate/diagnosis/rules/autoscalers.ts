import type { Diagnosis } from "../finding";
import { conditionOf, type LiveObject } from "../live-kinds";
import { type Scene, specOf } from "../scene";

/** Metrics of new pods come late. */
const PATIENCE_SECONDS = 90;

/** An autoscaler that knows no metrics, or has nothing left to scale to. */
export function autoscalerCannotScale(scene: Scene): Diagnosis[] {
  return scene.planned("HorizontalPodAutoscaler.autoscaling").flatMap((object): Diagnosis[] => {
    const live = scene.find(object);
    const trouble = live && (blind(scene, live) ?? atMaximum(live));
    return trouble ? [{ object: object.id, explains: [object.id], ...trouble }] : [];
  });
}

type Trouble = Pick<Diagnosis, "what" | "cause" | "remedy" | "final">;

function blind(scene: Scene, live: LiveObject): Trouble | undefined {
  const { name } = live.metadata;
  const failing = ["AbleToScale", "ScalingActive"]
    .map((type) => conditionOf(live, type))
    .find((condition) => condition?.status === "False");
  if (!failing || failing.reason === "ScalingDisabled") return undefined;
  const { message = "", lastTransitionTime } = failing;
  const lasting = scene.secondsSince(lastTransitionTime);
  const what = `autoscaler ${name} does not scale`;
  const missing = /missing request for (\w+) in container (\S+)/.exec(message);
  if (missing) {
    const [, resource = "", container] = missing;
    const shown = resource === "cpu" ? "CPU" : resource;
    return {
      what,
      cause: `container ${container} requests no ${shown}, so that no share of it can be known`,
      remedy: `say a request of ${shown} for container ${container}, then: tagenal apply ${scene.plan.environment}`,
      final: true,
    };
  }
  if (/the server could not find the requested resource|no matches for kind|server is currently unable/.test(message)) {
    return {
      what,
      cause: `the cluster has no metrics: ${message}`,
      remedy: "install metrics-server: minikube addons enable metrics-server, or the EKS add-on metrics-server",
      final: lasting >= PATIENCE_SECONDS,
    };
  }
  // Right after the start there is nothing to measure yet.
  if (lasting < PATIENCE_SECONDS && /no metrics returned|did not receive metrics|no recommendation/.test(message)) return undefined;
  return { what, cause: message, remedy: `kubectl -n ${live.metadata.namespace} describe hpa ${name}; kubectl top pods`, final: false };
}

function atMaximum(live: LiveObject): Trouble | undefined {
  const limited = conditionOf(live, "ScalingLimited");
  if (limited?.status !== "True" || limited.reason !== "TooManyReplicas") return undefined;
  const { maxReplicas } = specOf<{ maxReplicas: number }>(live);
  return {
    what: `autoscaler ${live.metadata.name} wants more pods than it may have`,
    cause: `it is at its maximum of ${maxReplicas}: ${limited.message}`,
    remedy: "raise its maxReplicas if the cluster has room, or find what causes the load: kubectl top pods",
    final: false,
  };
}
