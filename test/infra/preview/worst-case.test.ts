import { RISK_CLASSES } from "../../../constructs/core";
import { diffPlans, kindOf } from "../../../constructs/plan";
import { worstCase } from "../../../infra/diff/preview/worst-case";
import { CORPUS } from "../../constructs/plan/diff/corpus";

/** Rules that look at what stands beside the field; what they are about the API server refuses in the preview itself. */
const OF_SEVERAL = new Set(["immutable-content", "rollout-type"]);

const trials = Object.values(CORPUS).flat();

test("a field whose values a preview hides is judged no better than any change of it in the corpus", () => {
  let judged = 0;
  const better = trials.flatMap(({ name, before, after }) =>
    diffPlans(before, after).changes.flatMap(({ object, class: risk, fields, rule }) => {
      const found = after.objects.find(({ id }) => id === object);
      if (!found || OF_SEVERAL.has(rule) || rule.startsWith("asset") || rule === "renamed" || rule === "api-group" || rule === "job-again")
        return [];
      const kind = kindOf(found.manifest);
      return fields.flatMap(({ path, before: was, after: will }) => {
        const change = was === undefined ? "add" : will === undefined ? "delete" : "update";
        judged += 1;
        const worst = worstCase(kind, path, change, found.keep);
        // Several fields together may be as bad as only one of them is.
        return RISK_CLASSES.indexOf(worst.class) < RISK_CLASSES.indexOf(risk)
          ? `${name}: ${kind} ${path} (${change}): ${worst.class}, not ${risk}`
          : [];
      });
    }),
  );
  expect(better).toEqual([]);
  expect(judged).toBeGreaterThan(200);
});
