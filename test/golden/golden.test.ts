import { readFileSync } from "node:fs";
import { nameOfChange } from "../../constructs/plan";
import { INPUTS, keptVersions, lostInputs, type UpgradeChange, untold, upgradeFrom } from "./golden";

const versions = keptVersions();

test("Plans of releases are kept", () => {
  expect(versions.length).toBeGreaterThan(0);
  expect(Object.keys(INPUTS).length).toBeGreaterThanOrEqual(9);
});

describe.each(versions)("who upgrades from %s", (version) => {
  test("reads in the change log what restarts, is replaced or puts data at risk", () => {
    const open = untold(upgradeFrom(version), readFileSync("CHANGELOG.md", "utf8"));
    expect(
      open.map(({ input, change }) => `${input}: \`${nameOfChange(change)}\` (${change.class}: ${change.what}, ${change.why})`),
    ).toEqual([]);
  });

  test("finds every system again", () => {
    expect(lostInputs(version)).toEqual([]);
  });
});

describe("the change log", () => {
  const change = (risk: "safe" | "restart"): UpgradeChange => ({
    version: "0.1.0",
    input: "shop",
    change: {
      class: risk,
      rule: "r",
      subject: "Deployment shop/web",
      event: "pods renewed",
      what: "image",
      why: "so",
      fields: [],
      phase: 0,
    },
  });

  test.each([
    ["names it", "## Unreleased\n- [CHANGE] `Deployment shop/web pods renewed`: new probes\n## 0.1.0\n", 0],
    ["does not name it", "## Unreleased\n- [CHANGE] new probes\n## 0.1.0\n", 1],
    ["named it for a release before", "## Unreleased\n## 0.1.0\n- `Deployment shop/web pods renewed`\n", 1],
  ])("%s", (_what, text, left) => {
    expect(untold([change("restart")], text)).toHaveLength(left);
  });

  test("need not name what is safe", () => {
    expect(untold([change("safe")], "")).toEqual([]);
  });
});
