import type { App } from "cdk8s";
import { cache } from "./cache";
import type { Environment } from "./environment";
import { greeter } from "./greeter";
import { lecture } from "./lecture";
import { lectureStress, lectureUsualDay } from "./lecture-load";

/** A system: from where it will run to what must run there. */
export type System = (environment: Environment) => App;

/** The systems that Tagenal brings. */
export const SYSTEMS: Readonly<Record<string, System>> = {
  lecture,
  "lecture-usual-day": lectureUsualDay,
  "lecture-stress": lectureStress,
  greeter,
  cache,
};

/** The system that is meant where none is said. */
export const DEFAULT_SYSTEM = "lecture";
