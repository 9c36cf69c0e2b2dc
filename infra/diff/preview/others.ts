import type { RiskClass } from "../../../constructs/core";
import type { Change } from "../../../constructs/plan";
import type { Resource } from "./resources";

/** Random values and keys that are made once: another one opens nothing that the old one has closed. */
const CREDENTIAL = /^(random:index\/random(Password|String|Bytes|Id|Uuid|Uuid4|Uuid7):|tls:index\/privateKey:)/;
/** What holds data in AWS. */
const CLOUD_DATA = /^(aws:(ebs|rds|efs|s3|dynamodb)\/|aws-native:(rds|efs|s3|dynamodb):)/;
/** A release of Helm: Pulumi sees it as one. */
const RELEASE = /^kubernetes:helm\.sh\/v\d+:Release$/;

/** Whether a resource that is no object of Kubernetes holds data, or opens what holds some. */
export function isPrecious({ type }: Resource): boolean {
  return CREDENTIAL.test(type) || CLOUD_DATA.test(type) || RELEASE.test(type);
}

/** Whether a resource makes nothing by itself: a stack, a component. */
export function isNothingItself({ type, before, after }: Resource): boolean {
  return type.startsWith("pulumi:pulumi:") || type === "tagenal:index:System" || (after ?? before)?.custom === false;
}

type Judged = readonly [risk: RiskClass, why: string, remedy?: string];

/** What happens to a resource that is no object of Kubernetes. */
export function otherChanges(resource: Resource, secrets: readonly Resource[]): Change[] {
  const { type, name, fate, ops } = resource;
  const said = (event: string, [risk, why, remedy]: Judged): Change[] => [
    {
      class: risk,
      rule: "other-resource",
      subject: `${type} ${name}`,
      event,
      what: whatOf(event, resource),
      why,
      ...(remedy === undefined ? {} : { remedy }),
      fields: (resource.paths ?? []).map(({ path }) => ({ path })),
      phase: 0,
    },
  ];
  switch (fate) {
    case "looked at":
      return unprotected(resource);
    case "made":
      return said("added", ["safe", "what is there is not touched"]);
    case "taken over":
      return said("taken over", ["safe", "it is there already, and Pulumi takes it as it is"]);
    case "forgotten":
      return said("forgotten", ["safe", "it stays where it is, and Pulumi no longer knows it"]);
    case "changed":
      return [
        ...said("changed", RELEASE.test(type) ? OF_RELEASE : ["safe", `it is changed in place; ${ONLY_ITS_PROVIDER}`]),
        ...unprotected(resource),
      ];
    case "made anew":
      return said(
        "made anew",
        lost(resource, secrets, resource.deletedFirst ? "it is deleted before the new one is made" : "the old one is deleted"),
      );
    case "removed":
      return said("removed", lost(resource, secrets, "it is deleted"));
    case "unclear": {
      const word = JSON.stringify([...ops].join(", "));
      return said("unknown step", [
        CLOUD_DATA.test(type) ? "data at risk" : "replace",
        `Pulumi calls it ${word}, and nobody here knows what that does`,
      ]);
    }
  }
}

const ONLY_ITS_PROVIDER = "what follows only its own provider knows";
const OF_RELEASE: Judged = ["restart", "what its chart changes is not in the preview; at best nothing, at worst its pods are renewed"];

/** The old one is gone. */
function lost(resource: Resource, secrets: readonly Resource[], how: string): Judged {
  const { type } = resource;
  if (CREDENTIAL.test(type)) return lostCredential(resource, secrets, how);
  if (CLOUD_DATA.test(type)) return ["data at risk", `${how}, and what it holds with it`, "save the data first; or keep it"];
  if (RELEASE.test(type))
    return ["data at risk", `${how}, and everything that its chart made with it, claims too`, "save the data first; or keep it"];
  if (resource.before?.protect === true && resource.after?.protect !== true)
    return ["data at risk", `${how}; it was protected until now, and somebody had a reason for it`, "find out why it was protected"];
  return ["replace", `${how}; ${ONLY_ITS_PROVIDER}`];
}

function lostCredential({ urn, type }: Resource, secrets: readonly Resource[], how: string): Judged {
  const what = `${how}: its value cannot be made again`;
  const isUsed = secrets.some(({ before, after }) => {
    const known = [before?.dependencies, after?.dependencies].filter((list) => list !== undefined);
    // Events do not say who depends on whom.
    return known.length === 0 || known.some((list) => list.includes(urn));
  });
  if (!isUsed) return ["replace", `${what}; no Secret of the preview is made of it, but something else may be`];
  const kind = type.startsWith("tls:") ? "key" : "value";
  return [
    "data at risk",
    `${what}; what its ${kind} has opened, by a Secret, stays closed to the new one`,
    "change the password where it is used first; or keep it as it is",
  ];
}

function whatOf(event: string, { replaceReasons, paths }: Resource): string {
  if (event === "made anew" && replaceReasons.length > 0) return `made anew because of ${replaceReasons.join(", ")}`;
  if (event === "changed" && paths && paths.length > 0) return `${paths.map(({ path }) => path).join(", ")} changed`;
  return event;
}

function unprotected({ type, name, before, after }: Resource): Change[] {
  if (before?.protect !== true || !after || after.protect === true) return [];
  const isData = CLOUD_DATA.test(type);
  return [
    {
      class: isData ? "data at risk" : "safe",
      rule: "protection",
      subject: `${type} ${name}`,
      event: "protection removed",
      what: "no longer protected",
      why: isData ? "it holds data, and the next run may delete it" : "the next run may delete it",
      ...(isData ? { remedy: "leave protect where it is; take it away in a change of its own when the data may go" } : {}),
      fields: [],
      phase: 0,
    },
  ];
}
