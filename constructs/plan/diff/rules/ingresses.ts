import { type FieldRules, type Judge, says } from "../rule";

const ROUTES: Judge = ({ path, before, after }) => {
  const rule = "ingress-routes";
  const isWhole = /(\]|spec\.rules)$/.test(path);
  if (isWhole && before !== undefined && after === undefined)
    return {
      class: "replace",
      rule,
      event: "route removed",
      why: "what comes in by it is answered with an error",
      remedy: "keep it until nobody uses it",
    };
  if (path === "spec.rules")
    return { class: "replace", rule, event: "routes changed", why: "routes that are gone are answered with an error" };
  return { class: "safe", rule, event: isWhole ? "route added" : "routes changed", why: "new requests take the new way" };
};

interface Certificate {
  readonly hosts?: readonly string[];
}

/** Hosts without a certificate of their own are served with one that their clients refuse. */
const CERTIFICATES: Judge = ({ before, after }) => {
  const rule = "ingress-certificates";
  const [was, will] = [before, after].map((list) => ((list ?? []) as readonly Certificate[]).flatMap(({ hosts = [] }) => hosts)) as [
    string[],
    string[],
  ];
  const lost = was.filter((host) => !will.includes(host));
  if (lost.length === 0) return { class: "safe", rule, event: "certificates changed", why: "new connections get the new one" };
  const why = `${lost.join(", ")} is served without a certificate of its own: clients refuse it`;
  return { class: "replace", rule, event: "certificate removed", why, remedy: "move the clients away from https first" };
};

/** What a change of an Ingress risks. */
export const INGRESS: FieldRules = [
  [
    "spec.ingressClassName",
    says(
      "replace",
      "ingress-class",
      "class changed",
      "another controller serves it, under another address",
      "make a second Ingress of the new class, and move the name over",
    ),
  ],
  ["spec.rules", ROUTES],
  ["spec.tls", CERTIFICATES],
  [
    "metadata.annotations",
    says("safe", "ingress-settings", "annotations changed", "its controller may serve new requests otherwise: read what it says of them"),
  ],
  ["spec", says("safe", "ingress-settings", "settings changed", "counts for new connections")],
];
