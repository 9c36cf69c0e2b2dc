import { ENVIRONMENTS } from "../stacks/environments";
import { DEFAULT_SYSTEM, SYSTEMS, type System } from "../stacks/systems";

/** What `cdk8s synth` and `tagenal synth` render in this repository: the first system. */
const make = SYSTEMS[DEFAULT_SYSTEM] as System;
export default make;
/** Its name, for the command line. */
export const system: string = DEFAULT_SYSTEM;

const environment = ENVIRONMENTS[process.argv[2] ?? "minikube"];
if (require.main === module && environment) make(environment).synth();
