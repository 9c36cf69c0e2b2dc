import { allContainers, type Container } from "../../../../constructs/plan";
import type { Rule } from "../layers";
import { containerStatuses, type LivePod, lastSeen } from "../live-kinds";
import { podFindings, type Symptom } from "../pod-symptoms";
import { describeProbe, explainAnswer, failureOf, type ProbeKind, probeOf } from "../probes";
import { quotedLog } from "../quoted-log";
import type { Scene } from "../scene";

/** A probe that fails so long after the start will go on failing. */
const PATIENCE_SECONDS = 60;

/** Containers that run, and never become ready. Where they depend on somebody who is in trouble, that is the cause. */
export const containerIsNeverReady: Rule = (scene, explained) =>
  podFindings(scene, (pod, workload) => {
    const servers = scene.serversOf(workload);
    if (servers.some(({ id }) => explained.has(id)) || scene.blocked.some(({ client }) => client === workload)) return [];
    return containerStatuses(pod).flatMap(({ name, ready, started, state }): Symptom[] => {
      const container = allContainers(pod.spec).find((one) => one.name === name);
      if (ready || !state?.running || !container) return [];
      const kind: ProbeKind = started === false ? "startup" : "readiness";
      return failing(scene, pod, container, kind, scene.secondsSince(state.running.startedAt));
    });
  });

function failing(scene: Scene, pod: LivePod, container: Container, kind: ProbeKind, seconds: number): Symptom[] {
  const probe = probeOf(container, kind);
  const failed = failureOf(kind);
  const [event] = scene
    .events(pod)
    .filter(({ involvedObject, message }) => involvedObject.fieldPath?.endsWith(`{${container.name}}`) && failed.test(message ?? ""));
  if (!probe || !event || scene.secondsSince(lastSeen(event)) > 300) return [];
  const answer = (event.message ?? "").replace(failed, "").trim() || "no answer";
  const { meaning, remedy, sure } = explainAnswer(container, kind, answer);
  const { namespace = "", name } = pod.metadata;
  return [
    {
      key: `${kind} ${container.name}`,
      verb: { one: "runs, but is not ready", many: "run, but are not ready" },
      cause: `the ${kind} probe of container ${container.name} fails (${describeProbe(container, kind)}): ${answer}: ${meaning}${quotedLog(scene.log(namespace, name, container.name))}`,
      remedy: sure
        ? `${remedy}; then: tagenal apply ${scene.plan.environment}`
        : `kubectl -n ${namespace} logs ${name} -c ${container.name}; ${remedy}`,
      final: sure && seconds >= PATIENCE_SECONDS,
    },
  ];
}
