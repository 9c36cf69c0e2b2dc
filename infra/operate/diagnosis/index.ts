// Why something does not run as the Plan intends: a snapshot of the cluster, and what it means.
export { diagnose } from "./diagnose";
export { type Finding } from "./finding";
export { type Snapshot, type Unseen } from "./snapshot";
export { takeSnapshot } from "./take-snapshot";
export { workloadCounts } from "./workload-counts";
