import { APPLY } from "./apply";
import type { Command } from "./command";
import { DELETE } from "./delete";
import { DIFF } from "./diff";
import { DOCTOR } from "./doctor";
import { IMAGES } from "./images";
import { MINIKUBE } from "./minikube";
import { SECRETS } from "./secrets";
import { SYNTH } from "./synth";

/** All commands by name. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  synth: SYNTH,
  diff: DIFF,
  apply: APPLY,
  delete: DELETE,
  doctor: DOCTOR,
  images: IMAGES,
  minikube: MINIKUBE,
  secrets: SECRETS,
};
