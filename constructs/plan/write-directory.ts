import { fileGroups } from "./file-groups";
import { refuseOpenSlots } from "./fill-slots";
import type { OutputFile } from "./output-file";
import type { Plan } from "./plan";
import { toYamlStream } from "./yaml";

/** Numbered files: `kubectl apply -f` takes them in the right order. */
export function writeDirectory(plan: Plan): OutputFile[] {
  refuseOpenSlots(plan);
  return fileGroups(plan).map(({ number, file, objects }) => ({
    path: `${number}-${file}`,
    content: toYamlStream(objects.map(({ manifest }) => manifest)),
  }));
}
