import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { diffPlans, nameOfChange, renderNotes, savePlan } from "../../constructs/plan";
import { FOLDER, INPUTS, keptPlan, keptVersions, untold, upgradeFrom } from "./golden";

// `npm run golden`: what somebody who upgrades will see. `npm run golden -- --notes`: a draft of what to tell them.
// `npm run golden -- --keep`: a release keeps its Plans.

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly version: string };
if (process.argv.includes("--keep")) {
  const folder = join(FOLDER, version);
  mkdirSync(folder, { recursive: true });
  for (const [input, plan] of Object.entries(INPUTS)) writeFileSync(join(folder, `${input}.json`), savePlan(plan()));
  console.log(`kept ${Object.keys(INPUTS).length} Plans in ${folder}`);
} else if (process.argv.includes("--notes")) {
  const [last] = keptVersions().slice(-1);
  for (const [input, now] of Object.entries(INPUTS)) {
    const before = last === undefined ? undefined : keptPlan(last, input);
    if (before) console.log(renderNotes(diffPlans(before, now()), { version }));
  }
} else {
  const changelog = readFileSync("CHANGELOG.md", "utf8");
  for (const kept of keptVersions()) {
    const changes = upgradeFrom(kept);
    console.log(`from ${kept}: ${changes.length === 0 ? "nothing changes" : `${changes.length} changes`}`);
    const open = new Set(untold(changes, changelog));
    for (const one of changes) {
      const { class: risk, what, why } = one.change;
      console.log(
        `  ${risk}: ${one.input}: ${nameOfChange(one.change)}: ${what}, ${why}${open.has(one) ? " (CHANGELOG.md does not name it)" : ""}`,
      );
    }
    if (open.size > 0) process.exitCode = 1;
  }
}
