import type { App } from "cdk8s";
import type { Surroundings } from "../../constructs/core";
import { appOf, type Fault } from "./doctor-fault";
import { FAULTS_OF_OBJECTS } from "./doctor-faults-of-objects";
import { FAULTS_OF_PODS } from "./doctor-faults-of-pods";

/** All prepared faults by name. */
export const FAULTS: Readonly<Record<string, Fault>> = { ...FAULTS_OF_PODS, ...FAULTS_OF_OBJECTS };

/** The app of a fault, for a module that the command line loads. */
export function faultyApp(name: string, surroundings: Surroundings): App {
  const fault = FAULTS[name];
  if (!fault) throw new Error(`there is no fault ${name}`);
  return appOf(name, fault, surroundings);
}
