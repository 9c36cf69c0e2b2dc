import { Size } from "cdk8s";
import { Cpu } from "cdk8s-plus-27";
import { defineEnvironment, type Environment } from "./environment";
import { VERSIONS } from "./versions";

/** One machine with Minikube: everything small, no operators, every request traced. */
export const minikube: Environment = defineEnvironment({
  name: "minikube",
  description: "one machine with Minikube",
  cluster: { kind: "context", context: "minikube" },
  // As `minikube start --cpus 6 --memory 12g` gives it, less what Kubernetes itself and Calico take.
  capacity: { nodes: 1, cpu: Cpu.millis(4900), memory: Size.mebibytes(11264), pods: 110 },
  storageClasses: { block: "standard", shared: "standard" },
  domain: "tagenal.test",
  modes: { vitess: "standalone", prometheus: "standalone" },
  sampling: 1,
  network: {
    // The pods and Services of every driver, and the networks in which its machine may stand.
    cluster: ["10.96.0.0/12", "10.244.0.0/16", "192.168.0.0/16"],
    kubernetesApi: { cidrs: ["10.96.0.1/32", "192.168.0.0/16"], ports: [443, 8443] },
    nodes: { cidrs: ["192.168.0.0/16"] },
  },
  stressScale: { users: 1 / 20, time: 1 / 5 },
  versions: VERSIONS,
});
