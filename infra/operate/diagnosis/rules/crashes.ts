import { allContainers, type Container } from "../../../../constructs/plan";
import type { Diagnosis } from "../finding";
import { type ContainerStatus, conditionOf, containerStatuses, type LivePod, type Terminated } from "../live-kinds";
import { podFindings, type Symptom } from "../pod-symptoms";
import { describeProbe, explainAnswer, failureOf, type ProbeKind } from "../probes";
import { quotedLog } from "../quoted-log";
import type { Scene } from "../scene";

/** A crash that is longer ago is no trouble of today. */
const RECENT_SECONDS = 600;
/** So often a container may end and be started again before it is sure that this goes on. */
const RESTARTS = 3;
const CRASHES: Symptom["verb"] = { one: "keeps crashing", many: "keep crashing" };

/** Containers that end when they should run: by themselves, for their memory, or killed as their probe fails. */
export function containerCrashes(scene: Scene): Diagnosis[] {
  return podFindings(scene, (pod, { makers, group }) => {
    // A job that failed for good is told by another rule.
    if (makers.some((maker) => conditionOf(maker, "Failed")?.status === "True")) return [];
    return containerStatuses(pod).flatMap((status): Symptom[] => {
      const ended = endOf(scene, status);
      const container = allContainers(pod.spec).find(({ name }) => name === status.name);
      if (!ended || !container) return [];
      const symptom = killedByProbe(scene, pod, container, status) ?? endedItself(scene, pod, container, status, ended);
      // A job decides itself how often it tries.
      return [{ ...symptom, final: symptom.final && group.life === "long" }];
    });
  });
}

/** How a container ended, if that is still the matter. */
function endOf(scene: Scene, { state, lastState, restartCount, ready }: ContainerStatus): Terminated | undefined {
  const ended = state?.terminated ?? lastState?.terminated;
  if (!ended) return undefined;
  if (state?.terminated) return ended.exitCode === 0 ? undefined : ended;
  if (state?.waiting) return ended;
  const recent = scene.secondsSince(ended.finishedAt) < RECENT_SECONDS;
  return recent && (!ready || restartCount >= RESTARTS) ? ended : undefined;
}

function endedItself(scene: Scene, pod: LivePod, container: Container, status: ContainerStatus, ended: Terminated): Symptom {
  const { namespace = "", name: podName } = pod.metadata;
  const { name, restartCount } = status;
  const who = `${pod.spec.initContainers?.includes(container) ? "init container" : "container"} ${name}`;
  const again = `tagenal apply ${scene.plan.environment}`;
  const times = restartCount > 0 ? `, restarted ${restartCount} times` : "";
  if (ended.reason === "OOMKilled") {
    const limit = container.resources?.limits?.["memory"];
    return {
      key: `memory ${name}`,
      verb: CRASHES,
      cause: `${who} takes more memory than its limit of ${limit ?? "(none: the node had no more)"} and is killed${times}`,
      remedy: `raise the memory of ${who} (its limit is ${limit ?? "not set"}), or let the program take less; then: ${again}`,
      final: restartCount >= RESTARTS - 1,
    };
  }
  if (ended.reason === "StartError" || ended.reason === "ContainerCannotRun") {
    return {
      key: `start ${name}`,
      verb: { one: "cannot start", many: "cannot start" },
      cause: `${who} cannot be started: ${startError(ended.message ?? "")}`,
      remedy: `correct the command of ${who}, or use an image that has it; then: ${again}`,
      final: restartCount >= 1,
    };
  }
  return {
    key: `exit ${name}`,
    verb: CRASHES,
    cause: `${who} ends with exit code ${ended.exitCode}${meaningOf(ended)}${times}${ended.message ? `: ${ended.message.trim()}` : ""}${quotedLog(scene.log(namespace, podName, name))}`,
    remedy: `kubectl -n ${namespace} logs ${podName} -c ${name}${restartCount > 0 ? " --previous" : ""} shows all it wrote; mend the cause, then: ${again}`,
    final: restartCount >= RESTARTS,
  };
}

function killedByProbe(scene: Scene, pod: LivePod, container: Container, status: ContainerStatus): Symptom | undefined {
  // The API server keeps events for an hour; of many alike it drops some, so an older one counts, too.
  const events = scene.events(pod).filter(({ involvedObject }) => involvedObject.fieldPath?.endsWith(`{${container.name}}`));
  const killing = events.find(({ reason, message }) => reason === "Killing" && /failed (liveness|startup) probe/.test(message ?? ""));
  const kind = /failed (liveness|startup) probe/.exec(killing?.message ?? "")?.[1] as ProbeKind | undefined;
  if (kind === undefined) return undefined;
  const failed = failureOf(kind);
  const answer =
    events
      .find(({ message }) => failed.test(message ?? ""))
      ?.message?.replace(failed, "")
      .trim() ?? "no answer";
  const { meaning, remedy } = explainAnswer(container, kind, answer);
  const { namespace = "", name } = pod.metadata;
  return {
    key: `${kind} ${container.name}`,
    verb: { one: "is killed again and again", many: "are killed again and again" },
    cause: `container ${container.name} is killed as its ${kind} probe fails (${describeProbe(container, kind)}): ${answer}: ${meaning}${quotedLog(scene.log(namespace, name, container.name))}`,
    remedy: `${remedy}; then: tagenal apply ${scene.plan.environment}`,
    final: status.restartCount >= RESTARTS - 1,
  };
}

/** Without the chain of those who passed it on. */
function startError(message: string): string {
  return message.replace(/^.*unable to start container process: /s, "").replace(/: unknown$/, "");
}

function meaningOf({ exitCode, signal }: Terminated): string {
  const meanings: Readonly<Record<number, string>> = {
    126: " (the command cannot be executed)",
    127: " (the command was not found)",
    134: " (it aborted)",
    137: " (it was killed)",
    139: " (it accessed memory that is not its own)",
    143: " (it was asked to stop)",
  };
  return signal ? ` (signal ${signal})` : (meanings[exitCode] ?? (exitCode === 0 ? " (it has nothing more to do)" : ""));
}
