import { eks } from "./eks";
import type { Environment } from "./environment";
import { lab } from "./lab";
import { minikube } from "./minikube";

/** The environments that Tagenal knows by name. */
export const ENVIRONMENTS: Readonly<Record<string, Environment>> = { minikube, eks, lab };
