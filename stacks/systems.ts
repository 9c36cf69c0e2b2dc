import type { App } from "cdk8s";
import type { Environment } from "./environment";
import { greeter } from "./greeter";
import { lecture } from "./lecture";

/** A system: from where it will run to what must run there. */
export type System = (environment: Environment) => App;

/** The systems that Tagenal brings. */
export const SYSTEMS: Readonly<Record<string, System>> = { greeter, lecture };

/** The system that is meant where none is said. */
export const DEFAULT_SYSTEM = "greeter";
