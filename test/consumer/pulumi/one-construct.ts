// One construct of Tagenal within a program of one's own, beside resources of other providers; a slot carries what they give.
import * as pulumi from "@pulumi/pulumi";
import { App, Size } from "cdk8s";
import { Cpu } from "cdk8s-plus-27";
import { minikube, Namespace, Slot } from "tagenal";
import { clusterProvider, deploy } from "tagenal/pulumi";
import { Service } from "tagenal/workload";

const database = pulumi.output("db.example"); // usually of a resource
const app = new App();
const namespace = new Namespace(app, "Shop");
const host = new Slot(namespace, "DatabaseHost", { type: "string", description: "address of the database" });
new Service(namespace, "Web", {
  image: "registry.example/shop-web:1.4.2",
  port: 8080,
  size: { cpu: Cpu.millis(100), memory: Size.mebibytes(128) },
  probes: { readiness: "/ready", liveness: "/live" },
  env: { DATABASE_HOST: host.value },
});

const deployed = deploy(app, { system: "shop", provider: clusterProvider(minikube), slots: { "database-host": database } });
export const uid = deployed.object("Deployment", "web").metadata.apply(({ name }) => name);
