import { objectId } from "../manifest";
import type { ObjectId, PlanCredential } from "../plan";
import type { Change } from "./change";
import { lastPhase, type View } from "./view";

/** A credential in one of the namespaces that want it. */
interface Place {
  /** As people call it, and as nothing else is called. */
  readonly subject: string;
  readonly secret: ObjectId;
  readonly namespace: string | undefined;
  readonly credential: PlanCredential;
}

/** Credentials that come, and those that nobody fills any more. */
export function changesOfCredentials(before: View, after: View): Change[] {
  const [was, will] = [placesOf(before), placesOf(after)];
  return [
    ...[...will.values()].filter(({ subject }) => !was.has(subject)).map(added),
    ...[...was.values()].filter(({ subject }) => !will.has(subject)).map((place) => removed(place, after)),
  ];
}

function placesOf({ plan }: View): ReadonlyMap<string, Place> {
  const places = plan.credentials.flatMap((credential) =>
    // What was read from Pulumi has an empty text where there is no namespace.
    credential.namespaces.map((name): Place => {
      const namespace = name || undefined;
      const { secret, key } = credential;
      const subject = `credential ${namespace === undefined ? "" : `${namespace}/`}${secret} ${key}`;
      return { subject, secret: objectId("Secret", namespace, secret), namespace, credential };
    }),
  );
  return new Map(places.map((place) => [place.subject, place]));
}

function added({ subject, secret, credential: { description, source } }: Place): Change {
  const why = source.kind === "generated" ? "it is made once, before anybody reads it" : "somebody must give it before it is rolled out";
  return {
    class: "safe",
    rule: "credential",
    subject,
    object: secret,
    event: "added",
    what: `"${description}" is new`,
    why,
    fields: [],
    phase: 0,
  };
}

function removed({ subject, secret, namespace, credential: { description, source } }: Place, after: View): Change {
  const what = `"${description}" is no longer filled`;
  const common = { rule: "credential", subject, object: secret, event: "removed", what, fields: [], phase: lastPhase(after) };
  // Of the pods that an operator makes it is not known what they read.
  const isUsed = after.isUsed(secret) || after.plan.expectedPods.some((pods) => pods.namespace === namespace);
  if (!isUsed) return { ...common, class: "safe", why: "no pod of the system uses it any more" };
  const remedy = "keep the credential as long as pods use it";
  if (source.kind === "generated")
    return {
      ...common,
      class: "data at risk",
      why: "its value cannot be made again: what it opens stays closed when the Secret goes",
      remedy,
    };
  return { ...common, class: "replace", why: "pods that use it do not start any more when the Secret goes", remedy };
}
