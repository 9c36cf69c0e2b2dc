import { ApiObject, type Duration } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import { type JobLimits, jobSpec } from "./job";
import { isSchedule } from "./schedule";
import { secondsOf } from "./seconds";
import { Workload, type WorkloadProps } from "./workload";

/** The props of a scheduled job. */
export interface ScheduledJobProps extends WorkloadProps, JobLimits {
  /** When it runs, as cron writes it: minute, hour, day, month, day of the week ("0 3 * * *": at three each night). */
  readonly schedule: string;
  /**
   * The time zone of the schedule: "Europe/Berlin".
   * @default "Etc/UTC"
   */
  readonly timeZone?: string;
  /**
   * What happens when it is time while the last run goes on.
   * @default "Forbid": that run is left out
   */
  readonly concurrencyPolicy?: "Forbid" | "Replace" | "Allow";
  /**
   * How late a run may begin.
   * @default - any time, as long as no more than 100 were missed
   */
  readonly startingDeadline?: Duration;
}

/** Something that runs again and again, at its times, to its end. */
export class ScheduledJob extends Workload {
  /** The CronJob, for what no prop offers. */
  readonly cronJob: ApiObject;

  constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id, props, { serves: false, restartPolicy: "Never" });
    const { schedule, timeZone = "Etc/UTC", concurrencyPolicy = "Forbid", startingDeadline } = props;
    // The controller looks every ten seconds: what has less time may never run.
    if (startingDeadline) this.check.seconds("startingDeadline", startingDeadline, { min: 10 });
    const { spec: jobs } = jobSpec(this.check, props);
    this.check.must(isSchedule(schedule), "schedule", 'five fields as cron writes them, like "*/5 * * * *"', schedule);
    this.check.must(
      /^[A-Z][A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/.test(timeZone),
      "timeZone",
      'a zone by its name, like "Europe/Berlin"',
      timeZone,
    );
    this.check.must(this.name.length <= 52, "name", "at most 52 characters long, for Kubernetes adds the time", this.name);

    const { jobTemplate: _, ...spec } = k8s.toJson_CronJobSpec({
      schedule,
      timeZone,
      concurrencyPolicy,
      startingDeadlineSeconds: startingDeadline && secondsOf(startingDeadline),
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: {},
    }) as Record<string, unknown>;
    this.cronJob = new ApiObject(this, "CronJob", {
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: this.metadata,
      spec: { ...spec, jobTemplate: { metadata: { labels: this.labels.all }, spec: { ...jobs, template: this.template.late } } },
    });
  }
}
