import { ApiObject, Duration } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import { checksum, setLogicalName, setTimeLimit } from "../core";
import { secondsOf } from "./seconds";
import { Workload, type WorkloadProps } from "./workload";

/** How often a job is tried, and how long it may take. */
export interface JobLimits {
  /**
   * How often it is tried again after it failed. What is tried again must bear it.
   * @default 0
   */
  readonly retries?: number;
  /**
   * Exit codes that say that trying again is of no use.
   * @default - each failure is tried again
   */
  readonly finalExitCodes?: readonly number[];
  /**
   * How long it may take, all tries together.
   * @default - ten minutes
   */
  readonly timeout?: Duration;
}

/** The props of a one-off job. */
export interface JobProps extends WorkloadProps, JobLimits {}

const NAME_ROOM = 63 - "-12345678".length;

/**
 * Something that runs once, to its end; and again exactly when its content changes: its object is named after a hash of all that runs.
 * What needs it complete waits for it. Its pods stay for their logs until its successor takes its place.
 */
export class Job extends Workload {
  /** The Job, for what no prop offers. */
  readonly job: ApiObject;

  constructor(scope: Construct, id: string, props: JobProps) {
    super(scope, id, props, { serves: false, restartPolicy: "Never" });
    const { spec, timeout } = jobSpec(this.check, props);
    this.check.must(this.name.length <= NAME_ROOM, "name", `at most ${NAME_ROOM} characters long, for a hash follows`, this.name);

    this.job = new OneOff(this, "Job", {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: this.metadata,
      spec: { ...spec, template: this.template.late },
    });
    setLogicalName(this.job, this.name);
    // The pod must be scheduled and pulled first.
    setTimeLimit(this.job, Duration.seconds(secondsOf(timeout) + 60));
  }
}

/** An object whose name ends in a hash of all it says, patches and late connections included. */
class OneOff extends ApiObject {
  override toJson(): { metadata: { name: string }; spec: object } {
    const manifest = super.toJson() as ReturnType<OneOff["toJson"]>;
    const { metadata, spec } = manifest;
    return { ...manifest, metadata: { ...metadata, name: `${metadata.name}-${checksum(spec)}` } };
  }
}

/** The part of a job's specification that its limits make. */
export function jobSpec(
  check: Workload["check"],
  { retries = 0, timeout = Duration.minutes(10), finalExitCodes = [] }: JobLimits,
): { spec: object; timeout: Duration } {
  check.integer("retries", retries, { max: 20 });
  check.seconds("timeout", timeout);
  for (const code of finalExitCodes) check.integer("finalExitCodes", code, { min: 1, max: 255 });
  // As plain data: the typed objects ask for conditions of pods, which Kubernetes does not.
  const final = { action: "FailJob", onExitCodes: { operator: "In", values: [...finalExitCodes] } };
  const { template: _, ...spec } = k8s.toJson_JobSpec({
    backoffLimit: retries,

    activeDeadlineSeconds: secondsOf(timeout),
    template: {},
  }) as Record<string, unknown>;
  return { spec: finalExitCodes.length > 0 ? { ...spec, podFailurePolicy: { rules: [final] } } : spec, timeout };
}
