import type { App } from "cdk8s";
import { Namespace, needs } from "../constructs/core";
import { appIn, type Environment } from "./environment";
import { GreeterServer } from "./greeter-server";
import { GreeterVisitor } from "./greeter-visitor";

/** The smallest system there is: two pods that greet, and one that calls them. It shows every idea of the core. */
export function greeter(environment: Environment): App {
  const app = appIn(environment);
  const { versions } = environment;
  const server = new GreeterServer(new Namespace(app, "Greeter"), "Server", { image: versions.node, replicas: 2 });
  const visitor = new GreeterVisitor(new Namespace(app, "Visitors", { partOf: "greeter" }), "Visitor", { image: versions.curl });
  visitor.connect(server.endpoint);
  needs(visitor, server);
  return app;
}
