import { Size } from "cdk8s";
import { Cpu } from "cdk8s-plus-27";
import { defineEnvironment, type Environment } from "./environment";
import { VERSIONS } from "./versions";

/** Any cluster that was made for tests: small, and with the versions of the images it was given. */
export const lab: Environment = defineEnvironment({
  name: "lab",
  description: "any cluster made for tests",
  cluster: { kind: "marker", namespace: "kube-public", configMap: "tagenal-tests-welcome" },
  capacity: { nodes: 1, cpu: Cpu.units(16), memory: Size.gibibytes(16), pods: 110 },
  storageClasses: { block: "standard", shared: "standard" },
  domain: "tagenal.test",
  modes: { vitess: "standalone", prometheus: "standalone" },
  sampling: 1,
  network: {
    cluster: ["198.18.0.0/15"],
    kubernetesApi: { cidrs: ["198.19.0.1/32", "198.18.0.2/32"], ports: [443, 6443] },
    nodes: { cidrs: ["198.18.0.2/32"] },
  },
  stressScale: { users: 1 / 20, time: 1 / 5 },
  versions: {
    ...VERSIONS,
    jaeger: "jaegertracing/jaeger:2.13.0",
    mysql: "mysql:9.7",
    nodeExporter: "quay.io/prometheus/node-exporter:v1.11.1",
    redis: "redis:8.0.6",
    vitess: "vitess/lite:v24.0.3",
    vtadmin: "vitess/vtadmin:v24.0.3",
  },
});
