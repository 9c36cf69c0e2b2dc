import { Chart, type Duration, Lazy } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import { Construct } from "constructs";
import { CHECKSUM_ANNOTATION, imagePullSecrets, type Labels } from "../core";
import { checkContainers } from "./check-containers";
import { ConfigFiles } from "./config-files";
import { Container, type ContainerProps, filled } from "./container";
import { Volumes } from "./mount";
import { secondsOf } from "./seconds";
import { type Spread, spreadConstraints } from "./spread";

/** The props of what runs in pods. */
export interface PodProps extends ContainerProps {
  /**
   * Containers that run beside the main one, by name.
   * @default - none
   */
  readonly sidecars?: Readonly<Record<string, ContainerProps>>;
  /**
   * Containers that run to their end before the others start, by name, in this order.
   * @default - none
   */
  readonly init?: Readonly<Record<string, ContainerProps>>;
  /**
   * The numeric user and group as which the pod runs, and which its volumes belong to.
   * @default 10001
   */
  readonly user?: number;
  /**
   * Labels of the nodes it may run on.
   * @default - any node
   */
  readonly nodeLabels?: Readonly<Record<string, string>>;
  /**
   * The pod as it would be, to be changed in what no prop offers.
   * @default - as it would be
   */
  readonly patchPod?: (pod: k8s.PodSpec) => k8s.PodSpec;
}

/** How the pods of a kind of workload begin and end. */
export interface PodRole {
  /** Pods that run until they are stopped; others run to their end. */
  readonly serves: boolean;
  readonly restartPolicy?: "Never" | "OnFailure";
  /** How long they go on taking requests after their end was decided, until nobody sends any more. */
  readonly drain?: Duration;
  /** How long they may take to end, after draining. */
  readonly shutdown?: Duration;
  /** Whether equal pods must stand on different nodes, or should. */
  readonly spread?: Spread;
  readonly tolerations?: k8s.Toleration[];
  /** Volumes that each pod has for itself, by name. */
  readonly claims?: readonly string[];
}

/** The props of a pod template. */
export interface PodTemplateProps extends PodProps {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly labels: Labels;
  readonly role: PodRole;
}

/** The pods of a workload: restricted, without a token for the Kubernetes API, each file system closed. */
export class PodTemplate extends Construct {
  /** All that run at the same time, by name; the main one first. */
  readonly containers: ReadonlyMap<string, Container>;
  readonly #init: readonly Container[];
  readonly #volumes = new Volumes();
  readonly #files: ConfigFiles;
  readonly #props: PodTemplateProps;

  constructor(scope: Construct, id: string, props: PodTemplateProps) {
    super(scope, id);
    const { name, namespace, labels, role, sidecars = {}, init = {}, user } = props;
    this.#props = props;
    const wanted = Object.entries({ ...init, [name]: props, ...sidecars });
    const texts = Object.fromEntries(wanted.map(([container, { files = {} }]) => [container, files]));
    this.#files = new ConfigFiles(this, "Files", { name, labels: labels.all, containers: texts });
    const make = ([container, of]: readonly [string, ContainerProps], serves: boolean): Container =>
      new Container(scope, container, of, { serves, main: of === props, namespace, volumes: this.#volumes, files: this.#files });
    this.#init = Object.entries(init).map((one) => make(one, false));
    const serving = [[name, props] as const, ...Object.entries(sidecars)].map((one) => make(one, role.serves));
    this.containers = new Map(serving.map((container) => [container.name, container]));
    checkContainers(scope, { init: this.#init, serving, volumes: this.#volumes, user, role });
  }

  /** The template as plain data, made when the tree is rendered: it has all connections then. */
  get late(): Record<string, unknown> {
    return this.lateFor({});
  }

  /** The same for a part of the pods, which carries labels of its own and is spread by itself. */
  lateFor(part: Readonly<Record<string, string>>): Record<string, unknown> {
    return Lazy.any({ produce: () => this.toJson(part) }) as Record<string, unknown>;
  }

  /** The template as plain data. */
  toJson(part: Readonly<Record<string, string>> = {}): Record<string, unknown> {
    const { name, labels, role, user = 10001, nodeLabels, patchPod = (pod) => pod } = this.#props;
    const { checksum } = this.#files;
    const [init, containers] = [this.#init, [...this.containers.values()]].map((all) => all.map(({ manifest }) => manifest));
    const template = k8s.toJson_PodTemplateSpec({
      metadata: {
        labels: { ...Chart.of(this).labels, ...labels.all, ...part },
        annotations: checksum === undefined ? undefined : { [CHECKSUM_ANNOTATION]: checksum },
      },
      spec: patchPod({
        serviceAccountName: name,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        imagePullSecrets: imagePullSecrets(this),
        nodeSelector: nodeLabels,
        restartPolicy: role.restartPolicy,
        terminationGracePeriodSeconds: role.shutdown && secondsOf(role.shutdown) + (role.drain ? secondsOf(role.drain) : 0),
        securityContext: {
          runAsNonRoot: true,
          runAsUser: user,
          runAsGroup: user,
          fsGroup: user,
          fsGroupChangePolicy: "OnRootMismatch",
          seccompProfile: { type: "RuntimeDefault" },
        },
        topologySpreadConstraints: role.spread && spreadConstraints(role.spread, { ...labels.selector, ...part }),
        tolerations: role.tolerations,
        initContainers: filled(init ?? []),
        containers: containers ?? [],
        volumes: filled(this.#volumes.all),
      }),
    }) as { spec: { containers: Record<string, unknown>[] } };
    if (role.drain && secondsOf(role.drain) > 0)
      for (const container of template.spec.containers) container["lifecycle"] ??= pause(role.drain);
    return template;
  }
}

/** Newer than the types at hand, of Kubernetes 1.30: a pause that needs no program in the image. */
function pause(duration: Duration): object {
  return { preStop: { sleep: { seconds: secondsOf(duration) } } };
}
