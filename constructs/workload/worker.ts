import { Duration } from "cdk8s";
import type { Construct } from "constructs";
import { DeployedWorkload, type DeployedWorkloadProps } from "./deployed-workload";

/** The props of a worker. */
export type WorkerProps = DeployedWorkloadProps;

/** Pods that nobody calls: they fetch their work, and end as soon as they are told to. */
export class Worker extends DeployedWorkload {
  constructor(scope: Construct, id: string, props: WorkerProps) {
    super(scope, id, { drain: Duration.seconds(0), ...props });
    const { ports = {}, probes } = props;
    this.check.must(
      probes !== undefined || Object.keys(ports).length > 0,
      "probes",
      "said where it listens on nothing",
      probes,
      'for example { readiness: { kind: "exec", command: ["test", "-e", "/tmp/alive"] } }',
    );
  }
}
