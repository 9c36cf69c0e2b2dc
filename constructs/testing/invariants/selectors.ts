import { show } from "../../core";
import { kindOf, type LabelSelector, type PlanObject, type PolicyPeer, selects } from "../../plan";
import type { Finding } from "../finding";
import type { Subject } from "../subject";
import { SERVICE_MONITOR, selectedNamespaces } from "./monitors";
import { hasPodsOfOthers, podsOfPeer } from "./pods-of-peer";
import { selectorsOf } from "./selectors-of";

/** Whatever selects pods selects some, and monitors select Services. */
export function selectorMatchesPods(subject: Subject): Finding[] {
  return subject.plan.objects.flatMap((object) =>
    selectorsOf(object).flatMap(({ path, selector, peer }) => {
      const problem = selector
        ? mismatch(subject, object, selector, peer)
        : "is missing, so no pod is selected; write labels that a pod template has";
      return problem === undefined ? [] : { rule: "selector-matches-pods", object: object.id, message: `${path} ${problem}` };
    }),
  );
}

function mismatch(subject: Subject, object: PlanObject, selector: LabelSelector, peer: PolicyPeer | undefined): string | undefined {
  const template = subject.templates.get(object.id);
  if (template) {
    if (selects(selector, template.labels)) return undefined;
    return `${text(selector)} does not match the labels of its own pods, ${show(template.labels)}; the API server refuses that`;
  }
  // An empty selector means whatever there is, now or later.
  if (text(selector) === "{}") return undefined;
  return peer ? peerMismatch(subject, object, selector, peer) : plainMismatch(subject, object, selector);
}

function peerMismatch(subject: Subject, { manifest }: PlanObject, selector: LabelSelector, peer: PolicyPeer): string | undefined {
  const { namespace } = manifest.metadata;
  const pods = podsOfPeer(subject, namespace, peer);
  if (pods === undefined || pods.length > 0) return undefined;
  return nothing("pod", selector, peer.namespaceSelector ? `of the namespaces with ${text(peer.namespaceSelector)}` : where([namespace]));
}

function plainMismatch(subject: Subject, object: PlanObject, selector: LabelSelector): string | undefined {
  const namespaces = selectedNamespaces(subject, object);
  if (namespaces === undefined || namespaces.some((name) => hasPodsOfOthers(subject, name, selector))) return undefined;
  const services = kindOf(object.manifest) === SERVICE_MONITOR;
  const index = services ? subject.services : subject.pods;
  return namespaces.some((name) => index.find(name, selector).length > 0)
    ? undefined
    : nothing(services ? "Service" : "pod", selector, where(namespaces));
}

function nothing(what: "pod" | "Service", selector: LabelSelector, place: string): string {
  return `${text(selector)} matches no ${what} ${place}; write labels that a ${what === "pod" ? "pod template" : what} there has`;
}

/** Labels as people write them, the whole selector where it is more. */
function text(selector: LabelSelector): string {
  return show((selector.matchExpressions ?? []).length > 0 ? selector : (selector.matchLabels ?? {}));
}

function where(namespaces: readonly (string | undefined)[]): string {
  const names = namespaces.flatMap((name) => (name === undefined ? [] : `'${name}'`));
  return names.length === 0 ? "of its namespace" : `of namespace ${names.join(", ")}`;
}
