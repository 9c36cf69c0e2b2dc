import { Duration, Size } from "cdk8s";
import { Cpu, type k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import { ContainerSize, type ContainerSizeProps, image } from "../core";
import type { ConfigFiles } from "./config-files";
import { type EnvValue, environmentVariables } from "./env-value";
import type { Mount, Volumes } from "./mount";
import { type Ports, type ProbesProps, renderProbes, TAKES_CONNECTIONS } from "./probe";

/** The props of one container. */
export interface ContainerProps {
  /** With a tag other than "latest", or a digest. */
  readonly image: string;
  /** @default - the image's own */
  readonly command?: readonly string[];
  /** @default - the image's own */
  readonly args?: readonly string[];
  /** @default - none but those of connections */
  readonly env?: Readonly<Record<string, EnvValue>>;
  /**
   * What it listens on, by name; the first is the one that probes ask.
   * @default - it listens on nothing
   */
  readonly ports?: Ports;
  /**
   * What it asks for and may take.
   * @default - 100m CPU, 128 MiB
   */
  readonly size?: ContainerSizeProps;
  /**
   * How it is asked whether it is well.
   * @default - whether its first port takes connections
   */
  readonly probes?: ProbesProps;
  /**
   * Configuration: texts by the path under which the program reads them. A change rolls the pods.
   * @default - none
   */
  readonly files?: Readonly<Record<string, string>>;
  /**
   * What stands at which path. The rest of the file system is the image's, and cannot be written.
   * @default - nothing
   */
  readonly mounts?: Readonly<Record<string, Mount>>;
}

/** What a container finds in its pod. */
export interface ContainerPlace {
  /** A container that runs until it is stopped; others run to their end. */
  readonly serves: boolean;
  /** The one that the workload is about: its props have no name before them. */
  readonly main: boolean;
  readonly namespace: string | undefined;
  readonly volumes: Volumes;
  readonly files: ConfigFiles;
}

/** The size of a container that says none. */
export const DEFAULT_SIZE: ContainerSizeProps = { cpu: Cpu.millis(100), memory: Size.mebibytes(128) };

/** A container: restricted, on a file system that cannot be written, with requests, a memory limit and probes. */
export class Container {
  readonly name: string;
  /** What stands before its props in messages. */
  readonly prefix: string;
  readonly props: ContainerProps;
  /** Its probes; none for what runs to its end, and for what listens on nothing. */
  readonly probes?: ProbesProps;
  readonly size: ContainerSize;
  readonly #made: k8s.Container;
  readonly #env: k8s.EnvVar[];

  constructor(scope: Construct, name: string, props: ContainerProps, { serves, main, ...at }: ContainerPlace) {
    this.name = name;
    this.prefix = main ? "" : `${name}.`;
    this.props = props;
    const { command, args, env = {}, ports = {}, files = {}, mounts = {} } = props;
    this.size = new ContainerSize(props.size ?? DEFAULT_SIZE);
    this.probes = props.probes ?? (serves && Object.keys(ports).length > 0 ? TAKES_CONNECTIONS : undefined);
    this.#env = environmentVariables(env, at.namespace);
    this.#made = {
      name,
      image: image(scope, props.image, `${this.prefix}image`),
      command: command && [...command],
      args: args && [...args],
      ports: filled(Object.entries(ports).map(([port, containerPort]) => ({ name: port, containerPort }))),
      resources: this.size.resources,
      ...(this.probes && renderProbes(this.probes, ports)),
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
      volumeMounts: filled([
        ...Object.keys(files).map((path) => at.files.mount(path, at.volumes)),
        ...Object.entries(mounts).map(([path, mount]) => at.volumes.mount(name, path, mount)),
      ]),
    };
  }

  /** The names of its variables. */
  get variables(): string[] {
    return this.#env.map(({ name }) => name);
  }

  /** Adds variables that come with a connection. */
  addVariables(variables: readonly k8s.EnvVar[]): void {
    this.#env.push(...variables);
  }

  /** As it stands in a pod, with the variables it has by now. */
  get manifest(): k8s.Container {
    return { ...this.#made, env: filled(this.#env) };
  }
}

/** Until endpoints, proxies and load balancers have heard that a pod ends: seconds in practice. */
export const DEFAULT_DRAIN: Duration = Duration.seconds(5);

/** A list, or nothing where it is empty: manifests hold no empty lists. */
export function filled<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}
