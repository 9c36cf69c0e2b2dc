import { Lazy, Size } from "cdk8s";
import { Cpu, k8s } from "cdk8s-plus-27";
import { Construct } from "constructs";
import { ContainerSize, type Endpoint, image, imagePullSecrets, Labels, nameOf, Pods } from "../constructs/core";

/** The props of the visitor. */
export interface GreeterVisitorProps {
  readonly image: string;
}

// Ready means that the last call was answered: so the system shows by itself that its connections work.
const CALL = 'curl --silent --show-error --fail --max-time 2 "http://$GREETER/" > /tmp/answer';
const LOOP = `trap 'exit 0' TERM; while true; do ${CALL} && touch /tmp/answered || rm -f /tmp/answered; sleep 2 & wait $!; done`;

/** A pod that asks for a greeting every two seconds. */
export class GreeterVisitor extends Construct {
  readonly pods: Pods;
  readonly #variables: k8s.EnvVar[] = [];

  constructor(scope: Construct, id: string, { image: reference }: GreeterVisitorProps) {
    super(scope, id);
    const name = nameOf(this);
    const { all: labels, selector } = new Labels({ name: "greeter-visitor", instance: name });
    const size = new ContainerSize({ cpu: Cpu.millis(20), memory: Size.mebibytes(32) });
    const answered = { exec: { command: ["test", "-e", "/tmp/answered"] } };

    this.pods = new Pods(this, "Pods", { name, labels: selector });
    new k8s.KubeDeployment(this, "Deployment", {
      metadata: { name, labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: { ...selector } },
        template: {
          metadata: { labels },
          spec: {
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            imagePullSecrets: imagePullSecrets(this),
            securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
            volumes: [{ name: "tmp", emptyDir: {} }],
            containers: [
              {
                name: "visitor",
                image: image(this, reference),
                command: ["sh", "-c", LOOP],
                env: Lazy.any({ produce: () => this.#variables }),
                resources: size.resources,
                readinessProbe: { ...answered, periodSeconds: 2 },
                livenessProbe: { exec: { command: ["true"] } },
                securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
                volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
              },
            ],
          },
        },
      },
    });
  }

  /** Says whom to call. */
  connect(server: Endpoint): void {
    this.pods.connect(server);
    this.#variables.push(...server.variables({ address: "GREETER" }));
  }
}
