// What it would do to go from one Plan to another, and what can be lost on the way.
export { type Allowance } from "./allowances";
export { type Change, type FieldChange, nameOfChange, type PlanDiff } from "./change";
export { describe, subjectOf } from "./describe";
export { type DiffOptions, diffPlans } from "./diff-plans";
export { differences } from "./differences";
export { exitCodeOf } from "./exit-code";
export { renderMarkdown } from "./render/render-markdown";
export { renderNotes } from "./render/render-notes";
export { renderSarif } from "./render/render-sarif";
export { renderText } from "./render/render-text";
export { toJson } from "./render/to-json";
export { type Judgement, judgeBy, MALFORMED, type Pair } from "./rule";
export { IN_PLACE, rulesFor } from "./rules/by-kind";
export { SAVE } from "./rules/removal";
export { keptBack } from "./secret-values";
export { View } from "./view";
