import type { Diagnosis } from "../finding";
import type { LiveObject } from "../live-kinds";
import { type Scene, specOf } from "../scene";
import { ago } from "../who-changed";

/** Clouds take some minutes. */
const PATIENCE_SECONDS = 300;

/** A Service that should be reached from outside, and has no address. */
export function loadBalancerHasNoAddress(scene: Scene): Diagnosis[] {
  return scene.planned("Service").flatMap((object): Diagnosis[] => {
    const live = scene.find(object);
    const { loadBalancer = {} } = (live?.status ?? {}) as { loadBalancer?: { ingress?: readonly unknown[] } };
    if (!live || specOf<{ type: string }>(live).type !== "LoadBalancer" || (loadBalancer.ingress ?? []).length > 0) return [];
    const age = scene.secondsSince(live.metadata.creationTimestamp);
    const { why, remedy } = explain(scene, live);
    return [
      {
        object: object.id,
        what: `Service ${live.metadata.namespace}/${live.metadata.name} cannot be reached from outside`,
        cause: `its load balancer has had no address for ${ago(age)}: ${why}`,
        remedy,
        final: age >= PATIENCE_SECONDS,
        explains: [object.id],
      },
    ];
  });
}

function explain(scene: Scene, live: LiveObject): { why: string; remedy: string } {
  const { namespace, name } = live.metadata;
  const [failure] = scene.events(live).filter(({ type }) => type === "Warning");
  const look = `kubectl -n ${namespace} describe service ${name}`;
  if (failure) return { why: `${failure.message}`, remedy: `${look}, then mend what it complains about` };
  const { loadBalancerClass } = specOf<{ loadBalancerClass: string }>(live);
  if (loadBalancerClass !== undefined) {
    return {
      why: `only a controller of class ${loadBalancerClass} gives it one, and none has`,
      remedy: `correct its loadBalancerClass, or see whether the controller of that class runs`,
    };
  }
  const node = scene.live("Node")[0];
  const provider = (node && specOf<{ providerID: string }>(node).providerID) ?? "";
  if (node?.metadata.labels?.["minikube.k8s.io/name"] !== undefined || scene.plan.environment === "minikube")
    return { why: "Minikube gives addresses only while its tunnel runs", remedy: "minikube tunnel, in another terminal" };
  if (provider.startsWith("aws")) {
    return {
      why: "the controller that makes load balancers has not answered",
      remedy: "kubectl -n kube-system logs deploy/aws-load-balancer-controller: see whether it runs and may make one",
    };
  }
  return { why: "no controller of this cluster has given it one", remedy: `${look}; install a controller for load balancers, as MetalLB` };
}
