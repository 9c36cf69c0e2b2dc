import { accountOf, objectId } from "../../plan";
import type { Finding } from "../finding";
import { ofKind, type Subject } from "../subject";

interface AccountSubject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

const REMEDY = "set automountServiceAccountToken to false";

/** Only pods that talk to the Kubernetes API get a token for it. */
export function tokenIsNeeded(subject: Subject): Finding[] {
  const bound = boundAccounts(subject);
  const external = new Set(subject.plan.externals.map(({ kind, namespace, name }) => objectId(kind, namespace, name)));
  return [...subject.templates.values()].flatMap(({ owner, namespace, spec }) => {
    const name = accountOf(spec);
    const account = objectId("ServiceAccount", namespace, name);
    const mounted = spec["automountServiceAccountToken"] ?? subject.byId.get(account)?.manifest["automountServiceAccountToken"];
    if (mounted !== undefined) return [];
    if (name !== "default" && (bound.has(account) || external.has(account))) return [];
    const message =
      name === "default"
        ? `mounts the token of ServiceAccount 'default'; ${REMEDY}, or name a ServiceAccount that a binding gives rights to`
        : `mounts the token of ServiceAccount '${name}', which no binding of the Plan gives rights to; ${REMEDY}`;
    return { rule: "token-is-needed", object: owner, message };
  });
}

/** The ServiceAccounts that have rights of their own. */
function boundAccounts(subject: Subject): ReadonlySet<string> {
  const bindings = ofKind(subject, "RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io");
  const subjects = bindings.flatMap(({ manifest }) =>
    ((manifest["subjects"] ?? []) as readonly AccountSubject[]).map((one) => ({ namespace: manifest.metadata.namespace, ...one })),
  );
  return new Set(
    subjects.filter(({ kind }) => kind === "ServiceAccount").map(({ namespace, name }) => objectId("ServiceAccount", namespace, name)),
  );
}
