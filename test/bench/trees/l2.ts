// The classes of cdk8s-plus, as its manual shows them. A Deployment makes about 1.9 KB of YAML.
import { type App, type Chart, Size } from "cdk8s";
import { Cpu, Deployment, EnvValue, Probe, Service } from "cdk8s-plus-27";
import { teams } from "./teams";

function addService(chart: Chart, name: string): void {
  const deployment = new Deployment(chart, name, {
    replicas: 2,
    metadata: { labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "bench" } },
    containers: [
      {
        name: "main",
        image: `registry.example.com/team/${name}:1.4.2`,
        portNumber: 8080,
        envVariables: {
          LOG_LEVEL: EnvValue.fromValue("info"),
          DATABASE_HOST: EnvValue.fromValue("database.shop.svc.cluster.local"),
          CACHE_URL: EnvValue.fromValue("redis://cache:6379/0"),
        },
        liveness: Probe.fromHttpGet("/live"),
        readiness: Probe.fromHttpGet("/ready"),
        resources: { cpu: { request: Cpu.millis(100) }, memory: { request: Size.mebibytes(128), limit: Size.mebibytes(256) } },
      },
    ],
  });
  new Service(chart, `${name}-service`, { selector: deployment, ports: [{ port: 80, targetPort: 8080 }] });
}

/** For Tagenal: the app for an environment, which is the same for all. */
export default function make(_environment?: unknown, charts = 20, objectsPerChart = 10): App {
  return teams(addService, charts, objectsPerChart);
}

// For `cdk8s synth`, which runs this module.
if (require.main === module) make().synth();
