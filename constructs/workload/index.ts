// The secure base of everything that runs. One name a line: rooms are loaded when they are used, see infra/build.mjs.
export { type Autoscaling } from "./autoscaler";
export { type ContainerProps, DEFAULT_DRAIN, DEFAULT_SIZE } from "./container";
export { Daemon, type DaemonProps } from "./daemon";
export { type DeployedWorkloadProps } from "./deployed-workload";
export { type EnvValue } from "./env-value";
export { Job, type JobLimits, type JobProps } from "./job";
export { type Mount } from "./mount";
export { hostOfPeers } from "./named-pods";
export { type PodProps } from "./pod-template";
export { type Ports, type ProbeCheck, type ProbesProps } from "./probe";
export { ScheduledJob, type ScheduledJobProps } from "./scheduled-job";
export { type LoadBalancerProps, Service, type ServiceProps } from "./service";
export { SHARD_LABEL, ShardedSet, type ShardedSetProps } from "./sharded-set";
export { type Spread } from "./spread";
export { StatefulSet, type StatefulSetProps } from "./stateful-set";
export { type Claim } from "./stateful-set-spec";
export { Worker, type WorkerProps } from "./worker";
export { Workload, type WorkloadProps } from "./workload";
