import { objectId } from "../manifest";
import type { ObjectId, PlanCredential } from "../plan";
import type { Change } from "./change";
import { lastPhase, type View } from "./view";

/** Credentials that come, and those that nobody fills any more. */
export function changesOfCredentials(before: View, after: View): Change[] {
  const known = new Set(before.plan.credentials.flatMap(placesOf));
  const fresh = after.plan.credentials.flatMap((credential) =>
    placesOf(credential)
      .filter((place) => !known.has(place))
      .map((place) => added(credential, place)),
  );
  return [...fresh, ...removed(before, after)];
}

function added({ secret, key, description, source }: PlanCredential, place: string): Change {
  const [, namespace] = place.split(" ");
  const why = source.kind === "generated" ? "it is made once, before anybody reads it" : "somebody must give it before it is rolled out";
  const subject = `credential ${namespace ? `${namespace}/` : ""}${secret} ${key}`;
  return {
    class: "safe",
    rule: "credential",
    subject,
    object: objectId("Secret", namespace || undefined, secret),
    event: "added",
    what: `"${description}" is new`,
    why,
    fields: [],
    phase: 0,
  };
}

function removed(before: View, after: View): Change[] {
  const kept = new Set(after.plan.credentials.flatMap(placesOf));
  return before.plan.credentials.flatMap((credential) =>
    placesOf(credential)
      .filter((place) => !kept.has(place))
      .map((place): Change => {
        const { secret, key, description, source } = credential;
        const [, namespace] = place.split(" ");
        const id = objectId("Secret", namespace || undefined, secret);
        const common = {
          rule: "credential",
          subject: `credential ${namespace ? `${namespace}/` : ""}${secret} ${key}`,
          object: id,
          event: "removed",
          what: `"${description}" is no longer filled`,
          fields: [],
        };
        const phase = lastPhase(after);
        if (!after.isUsed(id) && !opensData(id, after))
          return { ...common, phase, class: "safe", why: "no pod of the system uses it any more" };
        if (source.kind === "generated")
          return {
            ...common,
            phase,
            class: "data at risk",
            why: "its value cannot be made again: what it opens stays closed when the Secret goes",
            remedy: "keep the credential as long as pods use it",
          };
        return {
          ...common,
          phase,
          class: "replace",
          why: "pods that use it do not start any more when the Secret goes",
          remedy: "keep the credential as long as pods use it",
        };
      }),
  );
}

/** Whether something that an operator makes may read a Secret: of its pods no more than their number is known. */
function opensData(id: ObjectId, { plan }: View): boolean {
  const [, namespace] = id.split("/");
  return plan.expectedPods.some((pods) => (pods.namespace ?? "") === namespace);
}

function placesOf({ secret, key, namespaces }: PlanCredential): string[] {
  return namespaces.map((namespace) => `${secret}/${key} ${namespace ?? ""}`);
}
