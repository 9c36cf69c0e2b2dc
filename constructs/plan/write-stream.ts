import { refuseOpenSlots } from "./fill-slots";
import type { Plan } from "./plan";
import { toYamlStream } from "./yaml";

/** All objects as one YAML stream, in the order in which they can be made. */
export function writeStream(plan: Plan): string {
  refuseOpenSlots(plan);
  return toYamlStream(plan.objects.map(({ manifest }) => manifest));
}
