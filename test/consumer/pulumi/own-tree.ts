// Another team's tree, without any construct of Tagenal.
import { App, Chart } from "cdk8s";
import * as kplus from "cdk8s-plus-27";
import { minikube } from "tagenal";
import { clusterProvider, deploy } from "tagenal/pulumi";

const app = new App();
const chart = new Chart(app, "web", { namespace: "web" });
const deployment = new kplus.Deployment(chart, "web", {
  metadata: { name: "web" },
  containers: [{ image: "registry.example/web:1.0.0", portNumber: 8080 }],
});
deployment.exposeViaService({ name: "web" });

export const objects = deploy(app, { system: "web", provider: clusterProvider(minikube) }).resources.length;
