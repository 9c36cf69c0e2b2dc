import type { Change } from "../../../constructs/plan";

/** What a rule says when it has looked at all pods, where not all of them are shown. */
const WORDS: readonly (readonly [rule: string, said: RegExp, why: string])[] = [
  [
    "content",
    /^no pod of the system reads it$/,
    "pods see it in their files within about a minute, in their variables only when they start anew",
  ],
  [
    "service-selector",
    /^(it selects no pod|no pod of today)/,
    "the pods are not in the preview: connections may go to others, or to nobody",
  ],
  ["service-ports", /^today's pods do not listen/, "whether today's pods listen on it is not in the preview"],
];

/** A change in words that are true where the preview does not list what stays as it is. */
export function withoutContext(change: Change): Change {
  const found = WORDS.find(([rule, said]) => change.rule === rule && said.test(change.why));
  return found ? { ...change, why: found[2] } : change;
}
