import { Duration, Size } from "cdk8s";
import { Cpu } from "cdk8s-plus-27";
import { type ContainerProps, hostOfPeers, type ProbesProps } from "../workload";
import type { Access } from "./access";
import { serverConfiguration } from "./configuration";
import { METRICS_PORT, programsOf } from "./flavour";
import { memoryPlan } from "./memory";
import { CLI } from "./programs/cli";
import { HAND_OVER } from "./programs/hand-over";
import { PROBE } from "./programs/probe";
import { START } from "./programs/start";
import type { ResolvedRedis } from "./resolved";

const PROBES: ProbesProps = {
  readiness: { kind: "exec", command: ["sh", "/etc/redis/probe.sh", "ready"] },
  liveness: { kind: "exec", command: ["sh", "/etc/redis/probe.sh", "alive"] },
  startWithin: Duration.minutes(5),
  answerWithin: Duration.seconds(5),
};

/** What a server is called and where its peers are. */
export interface ServerPlace {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly access: Access;
}

/** The container of a server. */
export function serverContainer(props: ResolvedRedis, { name, namespace, access }: ServerPlace): ContainerProps {
  const { flavour, persistence, memory, cpu, image, tls } = props;
  const server = [
    programsOf(flavour).server,
    "/etc/redis/server.conf",
    "--cluster-announce-ip",
    "$(POD_IP)",
    "--cluster-announce-hostname",
    "$(POD_NAME).$(PEERS)",
    "--cluster-announce-human-nodename",
    "$(POD_NAME)",
  ];
  const configuration = serverConfiguration({ ...props, memory: memoryPlan(memory), users: access.hasUsers, tls: tls !== undefined });
  return {
    image,
    command: persistence.kind === "none" ? ["sh", "/etc/redis/start.sh", ...server] : server,
    env: {
      ...access.environment,
      POD_IP: { field: "status.podIP" },
      POD_NAME: { field: "metadata.name" },
      PEERS: hostOfPeers(name, namespace),
    },
    files: {
      "/etc/redis/server.conf": configuration,
      "/etc/redis/cli.sh": CLI,
      "/etc/redis/probe.sh": PROBE,
      ...(persistence.kind === "none" && { "/etc/redis/start.sh": START }),
      "/etc/redis/hand-over.sh": HAND_OVER,
    },
    mounts: {
      "/data": persistence.kind === "none" ? { kind: "scratch", name: "data" } : { kind: "ownClaim", claim: "data" },
      ...access.mounts,
    },
    probes: PROBES,
    // While it writes a copy of itself, everything that is overwritten is there twice: seen to take half as much again.
    size: { cpu, memory, memoryLimit: Size.kibibytes(Math.ceil(memory.toKibibytes() * 1.5)) },
  };
}

/** What exports a server's metrics, beside it. */
export function exporterContainer({ exporterImage }: ResolvedRedis, access: Access): ContainerProps {
  return {
    image: exporterImage,
    ports: { metrics: METRICS_PORT },
    size: { cpu: Cpu.millis(10), memory: Size.mebibytes(32), memoryLimit: Size.mebibytes(64) },
    ...access.exporter,
  };
}
