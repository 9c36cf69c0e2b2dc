import { type FieldRules, immutable, type Judge, type Pair } from "../rule";

const ANEW = "it is deleted and made anew; pods that start meanwhile wait for it";
const FROZEN = immutable("immutable-content", "immutable content", ANEW, "give the new content a new name");

/** New content of a ConfigMap or Secret: who sees it, and when. */
const CONTENT: Judge = (field, pair) => {
  if (pair.from.manifest["immutable"] === true) return FROZEN(field, pair);
  return { class: "safe", rule: "content", event: "content changed", why: seenBy(pair) };
};

function seenBy({ to, after }: Pair): string {
  const uses = after.readersOf(to.id);
  const once = [...new Set(uses.filter(({ live }) => !live).map(({ owner }) => owner))];
  const live = [...new Set(uses.filter((use) => use.live).map(({ owner }) => owner))].filter((owner) => !once.includes(owner));
  if (uses.length === 0) return "no pod of the system reads it";
  return [
    ...(live.length > 0 ? [`${live.join(", ")} see it in their files within about a minute`] : []),
    ...(once.length > 0 ? [`${once.join(", ")} see it only when their pods start anew`] : []),
  ].join("; ");
}

const IMMUTABLE: Judge = (field, pair) =>
  field.after === true
    ? { class: "safe", rule: "immutable-content", event: "made immutable", why: "from now on its content cannot be changed" }
    : FROZEN(field, pair);

/** What a change of a ConfigMap risks. */
export const CONFIG_MAP: FieldRules = [
  ["immutable", IMMUTABLE],
  ["data", CONTENT],
  ["binaryData", CONTENT],
];

/** What a change of a Secret risks. */
export const SECRET: FieldRules = [["type", immutable("secret-type", "type", ANEW, "give the new type a new name")], ...CONFIG_MAP];
