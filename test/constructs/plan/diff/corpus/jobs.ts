import type { Manifest } from "../../../../../constructs/plan";
import { deployment, job, object, set } from "./manifests";
import { following, shop } from "./shop";
import type { Trial } from "./trial";

const RUNS = ["sh", "-c", "trap 'exit 0' TERM; sleep 600 & wait"];
const MAIN = "spec.template.spec.containers.0";
const done = job("migrate");
const running = job("copy", { parallelism: 2, completions: 2 }, RUNS);
const nightly = object("batch/v1", "CronJob", "nightly", {
  spec: { schedule: "0 3 1 1 *", concurrencyPolicy: "Forbid", jobTemplate: { spec: done["spec"] } },
});
const web = deployment("web");
const IMMUTABLE = "a Job's template, selector and completion mode are immutable";
const REFUSED = { sees: "refused", says: /field is immutable/ } as const;

const once = (hash: string, step: string): Manifest => set(job(`migrate-${hash}`), `${MAIN}.env.0.value`, step);
const migration = (hash: string, step: string) =>
  following(shop([once(hash, step)]), { [`Job.batch/shop/migrate-${hash}`]: "Job.batch/shop/migrate" });

/** Jobs and scheduled jobs. */
export const JOBS: readonly Trial[] = [
  {
    name: "a Job's pods change",
    class: "replace",
    because: `${IMMUTABLE}: made anew, its work is done again`,
    before: shop([done]),
    after: shop([set(done, `${MAIN}.image`, "busybox:1")]),
    says: /again/i,
    lab: REFUSED,
  },
  {
    name: "a Job completes more often",
    class: "replace",
    because: "completions are immutable, except those of an indexed Job together with its parallelism",
    before: shop([running]),
    after: shop([set(running, "spec.completions", 3)]),
    lab: REFUSED,
  },
  {
    name: "an indexed Job gets more indexes and runs more of them at a time",
    class: "safe",
    because: "indexed Jobs are scaled by changing completions and parallelism together, both the same",
    before: shop([set(running, "spec.completionMode", "Indexed")]),
    after: shop([set(set(set(running, "spec.completionMode", "Indexed"), "spec.completions", 3), "spec.parallelism", 3)]),
    lab: { sees: "kept" },
  },
  {
    name: "a Job counts its pods",
    class: "replace",
    because: IMMUTABLE,
    before: shop([running]),
    after: shop([set(running, "spec.completionMode", "Indexed")]),
    lab: REFUSED,
  },
  {
    name: "a Job fails at once on some exit codes",
    class: "replace",
    because: "a Job's podFailurePolicy is immutable",
    before: shop([running]),
    after: shop([set(running, "spec.podFailurePolicy", { rules: [{ action: "FailJob", onExitCodes: { operator: "In", values: [42] } }] })]),
    lab: REFUSED,
  },
  {
    name: "a Job runs more pods at a time, and tries less often",
    class: "safe",
    because: "parallelism, backoffLimit and ttlSecondsAfterFinished may be changed while it runs",
    before: shop([set(running, "spec.parallelism", 1)]),
    after: shop([set(set(running, "spec.backoffLimit", 3), "spec.ttlSecondsAfterFinished", 3600)]),
    lab: { sees: "kept" },
  },
  {
    name: "a Job that runs is suspended",
    class: "replace",
    because: "suspending a Job terminates its running pods until it is resumed",
    before: shop([running]),
    after: shop([set(running, "spec.suspend", true)]),
    lab: { sees: "gone" },
  },
  {
    name: "a suspended Job is resumed",
    class: "safe",
    because: "its pods are made now",
    before: shop([set(running, "spec.suspend", true)]),
    after: shop([running]),
  },
  {
    name: "the content of a one-off job changes",
    class: "restart",
    because: "the new Job runs once, whatever the old one has done",
    before: migration("1a1a1a1a", "one"),
    after: migration("2b2b2b2b", "two"),
    says: /again|once more/i,
    lab: { sees: "runs again" },
  },
  {
    name: "a Job goes",
    class: "safe",
    because: "its work is done",
    before: shop([web, done]),
    after: shop([web]),
  },
  {
    name: "a scheduled job runs at another time",
    class: "safe",
    because: "changes apply to Jobs that start after them",
    before: shop([nightly]),
    after: shop([set(nightly, "spec.schedule", "0 4 1 1 *")]),
  },
  {
    name: "a scheduled job's pods change",
    class: "safe",
    because: "changes apply to Jobs that start after them; those that run are not updated",
    before: shop([nightly]),
    after: shop([set(nightly, "spec.jobTemplate.spec.template.spec.containers.0.image", "busybox:1")]),
  },
  {
    name: "a scheduled job is suspended",
    class: "safe",
    because: "suspended, it starts no further Jobs; those that run are not affected",
    before: shop([nightly]),
    after: shop([set(nightly, "spec.suspend", true)]),
    says: /no longer|not run|suspend/i,
  },
  {
    name: "a scheduled job keeps fewer of its Jobs",
    class: "safe",
    because: "history limits are about finished Jobs",
    before: shop([nightly]),
    after: shop([set(nightly, "spec.successfulJobsHistoryLimit", 1)]),
  },
  {
    name: "a scheduled job goes",
    class: "replace",
    because: "it and the Jobs that it has made are deleted",
    before: shop([web, nightly]),
    after: shop([web]),
  },
];
