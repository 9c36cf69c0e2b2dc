import { formatBytes, parseQuantity } from "../../../core";
import type { FieldChange } from "../change";
import { type FieldRules, type Judge, type Judgement, says, specOf } from "../rule";

const COPY = "make a second volume beside it and copy the data, then change over";

/** Another size of a volume that is there. */
const SIZE: Judge = ({ before, after }, { to, after: plan }) => {
  const [was, will] = [bytes(before), bytes(after)];
  const { storageClassName } = specOf<{ storageClassName: string }>(to.manifest);
  const storageClass = plan.byId.get(`StorageClass.storage.k8s.io/${storageClassName}`)?.manifest;
  if (will > was && storageClass && storageClass["allowVolumeExpansion"] !== true) {
    const why = `volumes of class ${storageClassName} cannot grow: it would have to be made anew, empty`;
    return { class: "data at risk", rule: "volume-size", event: "volume grows", why, remedy: COPY };
  }
  if (will >= was)
    return { class: "safe", rule: "volume-size", event: "volume grows", why: "the volume grows in place where its class allows it" };
  const why = "a volume cannot shrink: it would have to be made anew, empty";
  return { class: "data at risk", rule: "volume-size", event: "volume shrinks", why, remedy: COPY };
};

function bytes(value: unknown): number {
  return parseQuantity((value as string | undefined) ?? "0") ?? 0;
}

const ANEW = (what: string): Judge =>
  says("data at risk", "volume-identity", `${what} changed`, "a volume cannot change it: it would have to be made anew, empty", COPY);

/** What a change of a claim risks. */
export const CLAIM: FieldRules = [
  ["spec.resources.requests.storage", SIZE],
  ["spec.resources", says("safe", "volume-size", "volume limits changed", "what is there stays")],
  ["spec.storageClassName", ANEW("class")],
  ["spec.accessModes", ANEW("access modes")],
  ["spec.volumeName", ANEW("volume")],
  ["spec.volumeMode", ANEW("volume mode")],
  ["spec.volumeAttributesClassName", says("safe", "volume-attributes", "attributes class changed", "the volume is modified in place")],
  ["spec", ANEW("claim")],
];

/** What a change of the claim templates of a stateful set risks: they cannot be changed in place, and reach no volume that is there. */
export const CLAIM_TEMPLATES: Judge = (field) => {
  const place = field.path.replaceAll(/\[[^\]]*\]/g, "[]");
  if (place === "spec.volumeClaimTemplates" || place === "spec.volumeClaimTemplates[]") return wholeClaim(field);
  if (place === "spec.volumeClaimTemplates[].spec.resources.requests.storage") return sizeOfTemplate(field);
  if (/^spec\.volumeClaimTemplates\[\]\.(metadata|spec\.resources)/.test(place))
    return judged(
      "replace",
      "claims changed",
      "claim templates cannot be changed in place: the set is made anew, the volumes there stay as they are",
      ORPHAN,
    );
  const what = place.split(".").at(-1);
  return judged(
    "data at risk",
    "claims changed",
    `${what} of a volume cannot be changed: new volumes would be made, empty, beside the old ones`,
    COPY,
  );
};

const ORPHAN = "delete the set alone (kubectl delete --cascade=orphan), its pods and volumes stay, then apply";

function wholeClaim({ before, after }: FieldChange): Judgement {
  if (before === undefined)
    return judged(
      "replace",
      "claims added",
      "claim templates cannot be changed in place: the set is made anew, the volumes there stay",
      ORPHAN,
    );
  if (after === undefined)
    return judged(
      "data at risk",
      "claims removed",
      "its pods come back without these volumes; what is on them stays behind",
      "copy the data to where it will be looked for first",
    );
  return judged("data at risk", "claims changed", "its pods come back with other volumes, empty", COPY);
}

function sizeOfTemplate({ before, after }: FieldChange): Judgement {
  const [was, will] = [bytes(before), bytes(after)];
  if (will < was)
    return judged(
      "data at risk",
      "claims shrink",
      "a volume cannot shrink: those there keep their size, or would be made anew, empty",
      COPY,
    );
  const why = "claim templates cannot be changed in place: the set is made anew, and the volumes there keep their size";
  return judged("replace", "claims grow", why, `grow each claim to ${formatBytes(will)} by kubectl patch pvc; then ${ORPHAN}`);
}

function judged(risk: Judgement["class"], event: string, why: string, remedy: string): Judgement {
  return { class: risk, rule: "stateful-set-claims", event, why, remedy };
}
