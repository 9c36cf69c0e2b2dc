import { planOf } from "../../constructs/plan";
import { mirroredImages, openImages } from "../operate/mirrored-images";
import type { Arguments } from "./arguments";
import type { Command } from "./command";
import { plannedSystem } from "./planned-system";
import type { Terminal } from "./terminal";

/** `tagenal images`: every image of a system, for mirroring. */
export const IMAGES: Command = {
  summary: "lists every image of a system, and where the cluster pulls it from",
  help: `usage: tagenal images <environment> [--system S | --app MODULE] [--json]

Lists every image that a system needs, once each and sorted, by its whole name. Where the environment has registry mirrors a second column
says where the cluster pulls it from; what no mirror holds is left out of the columns and named on standard error. No cluster is needed.
In custom resources, images are known by the names of their fields (image, …Image, images).

  --system S, --app MODULE   as in tagenal synth
  --json          every image, where it is pulled from, and by whom it is used

examples:
  tagenal images minikube
  tagenal images eks | while read from to; do skopeo copy --all docker://$from docker://$to; done
`,
  options: { system: { type: "string" }, app: { type: "string" } },
  run: images,
};

async function images(given: Arguments, terminal: Terminal): Promise<number> {
  terminal.progress(`rendering for ${given.environment} …`);
  const { system, environment, plan, build } = await plannedSystem(given);
  const mirrors = Object.keys(environment.registry?.mirrors ?? {}).length > 0;
  const unmirrored = { ...environment, registry: { ...environment.registry, mirrors: {} } };
  const source = mirrors ? planOf(await build(unmirrored), { system, environment: environment.name }) : plan;
  const all = mirroredImages(plan, source);
  terminal.done();
  if (terminal.json) {
    terminal.print(`${JSON.stringify({ system, environment: environment.name, images: all }, null, 2)}\n`);
    return 0;
  }
  const rows = mirrors ? all.filter(({ image, pulledFrom }) => image !== pulledFrom) : all;
  const width = Math.max(...rows.map(({ image }) => image.length));
  for (const { image, pulledFrom } of rows) terminal.print(mirrors ? `${image.padEnd(width)} ${pulledFrom}\n` : `${image}\n`);
  const warn = (text: string): void => terminal.note(terminal.paint("yellow", `! ${text}`));
  for (const { image } of all)
    if (mirrors && !rows.some((row) => row.image === image)) warn(`no mirror holds ${image}: it is pulled from there`);
  for (const id of openImages(plan)) warn(`the image of ${id} is known only when its slot is filled`);
  return 0;
}
