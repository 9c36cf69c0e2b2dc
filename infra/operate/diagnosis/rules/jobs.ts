import { grouped } from "../../../../constructs/plan";
import type { Diagnosis } from "../finding";
import { type Condition, conditionOf, containerStatuses, type LiveObject, type LivePod } from "../live-kinds";
import { quotedLog } from "../quoted-log";
import { type Scene, specOf } from "../scene";
import type { Workload } from "../workload";

interface JobSpec {
  readonly activeDeadlineSeconds: number;
  readonly suspend: boolean;
}

/** A job that failed for good, or is held back; of a scheduled one the latest run. */
export function jobFailed(scene: Scene): Diagnosis[] {
  return scene.workloads
    .filter(({ group }) => group.life !== "long")
    .flatMap((workload) => workload.makers.map((maker) => ({ workload, maker })))
    .flatMap(({ workload, maker }): Diagnosis[] => {
      const { activeDeadlineSeconds, suspend } = specOf<JobSpec>(maker);
      const failure = conditionOf(maker, "Failed");
      const base = { object: workload.id, explains: [workload.id] };
      if (failure?.status === "True") return [{ ...base, ...failed(scene, workload, maker, failure, activeDeadlineSeconds) }];
      if (!suspend || workload.group.life === "scheduled") return [];
      return [
        {
          ...base,
          what: `${workload.id} does not run`,
          cause: "it is suspended",
          remedy: `kubectl -n ${workload.namespace} patch job ${maker.metadata.name} -p '{"spec":{"suspend":false}}', or let whoever queues jobs start it`,
          final: false,
        },
      ];
    });
}

function failed(
  scene: Scene,
  { id, group, namespace, pods }: Workload,
  { metadata: { name } }: LiveObject,
  { reason, message }: Condition,
  deadline: number | undefined,
): Pick<Diagnosis, "what" | "cause" | "remedy" | "final"> {
  const again = `kubectl -n ${namespace} delete job ${name}, then: tagenal apply ${scene.plan.environment}`;
  const scheduled = group.life === "scheduled";
  const what = scheduled ? `the latest run of ${id} failed (${name})` : `${id} failed`;
  if (reason === "DeadlineExceeded") {
    return {
      what,
      cause: `it ran longer than the ${deadline} s that it may take, and was stopped`,
      remedy: `raise activeDeadlineSeconds if it may take longer, or find what holds it up; then: ${scheduled ? `tagenal apply ${scene.plan.environment}` : again}`,
      final: !scheduled,
    };
  }
  const end = lastEnd(scene, pods);
  return {
    what,
    cause: `${end ?? message ?? reason}`,
    remedy: `${end ? `kubectl -n ${namespace} logs job/${name} shows all it wrote; ` : ""}mend the cause; then: ${scheduled ? `kubectl -n ${namespace} create job --from=cronjob/${group.name} ${group.name}-again` : again}`,
    final: !scheduled,
  };
}

/** How the last pod that failed ended. */
function lastEnd(scene: Scene, pods: readonly LivePod[]): string | undefined {
  const latest = [...grouped(pods, ({ metadata }) => [metadata.creationTimestamp ?? ""]).entries()].sort(([a], [b]) => (a < b ? 1 : -1));
  for (const pod of latest.flatMap(([, some]) => some)) {
    for (const { name, state } of containerStatuses(pod)) {
      const ended = state?.terminated;
      if (!ended || ended.exitCode === 0) continue;
      const log = quotedLog(scene.log(pod.metadata.namespace ?? "", pod.metadata.name, name));
      const why = ended.reason === "OOMKilled" ? " (it took more memory than its limit)" : "";
      return `container ${name} ended with exit code ${ended.exitCode}${why}${log}`;
    }
  }
  return undefined;
}
