import { LABEL } from "../../core";
import type { Finding } from "../finding";
import type { Subject } from "../subject";
import { selectorsOf } from "./selectors-of";

/** Why each of these labels must not be in a selector. */
const UNSTABLE: Readonly<Record<string, string>> = {
  [LABEL.version]: "it would lose its pods with the next release; leave the label out",
  "cdk8s.io/metadata.addr": "it is a hash of the construct's path, so moving code would replace the workload; select by labels of your own",
};

/** No selector has a label whose value does not stay. */
export function selectorIsStable({ plan }: Subject): Finding[] {
  return plan.objects.flatMap((object) =>
    selectorsOf(object).flatMap(({ path, selector: { matchLabels = {}, matchExpressions = [] } = {} }) => {
      const keys = [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)];
      return keys.flatMap((key) => {
        const reason = UNSTABLE[key];
        return reason === undefined
          ? []
          : { rule: "selector-is-stable", object: object.id, message: `${path} must not contain '${key}': ${reason}` };
      });
    }),
  );
}
