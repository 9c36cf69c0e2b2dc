import { isDnsLabel, NAME_LIMIT } from "../../core";
import { grouped, idOf, kindOf } from "../../plan";
import type { Finding } from "../finding";
import type { Subject } from "../subject";

interface NameForm {
  readonly allows: (name: string) => boolean;
  readonly text: string;
}

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** What the name of a workload or namespace can be: it also stands in labels and in host names. */
const LABEL_FORM: NameForm = {
  allows: isDnsLabel,
  text: "at most 63 lower-case letters, digits and '-', beginning and ending with a letter or digit",
};
/** A Service is a host name of the old kind. */
const SERVICE: NameForm = {
  allows: (name) => isDnsLabel(name) && /^[a-z]/.test(name),
  text: "at most 63 lower-case letters, digits and '-', beginning with a letter and ending with a letter or digit",
};
/** A StatefulSet's pods have the label controller-revision-hash: its name, '-' and up to 10 digits. A CronJob's jobs have its name, '-' and 10 digits. */
const WITH_SUFFIX: NameForm = {
  allows: (name) => isDnsLabel(name) && name.length <= 52,
  text: "at most 52 lower-case letters, digits and '-', beginning and ending with a letter or digit: what it makes has 11 characters more",
};
/** What most names can be, and still stand in a label. */
const USUAL: NameForm = {
  allows: (name) => name.length <= NAME_LIMIT && SUBDOMAIN.test(name),
  text: `at most ${NAME_LIMIT} lower-case letters, digits, '-' and '.', each part beginning and ending with a letter or digit`,
};
const DOTTED: NameForm = {
  allows: (name) => name.length <= 253 && SUBDOMAIN.test(name),
  text: "at most 253 lower-case letters, digits, '-' and '.', each part beginning and ending with a letter or digit",
};
/** The API's rule for names that are only part of an address. */
const SEGMENT: NameForm = {
  allows: (name) => !["", ".", ".."].includes(name) && !/[/%]/.test(name),
  text: "a text without '/' and '%', and not '.' or '..'",
};

const FORMS: Readonly<Record<string, NameForm>> = {
  Namespace: LABEL_FORM,
  Pod: LABEL_FORM,
  "Deployment.apps": LABEL_FORM,
  "DaemonSet.apps": LABEL_FORM,
  "ReplicaSet.apps": LABEL_FORM,
  "Job.batch": LABEL_FORM,
  Service: SERVICE,
  "StatefulSet.apps": WITH_SUFFIX,
  "CronJob.batch": WITH_SUFFIX,
  "Role.rbac.authorization.k8s.io": SEGMENT,
  "RoleBinding.rbac.authorization.k8s.io": SEGMENT,
  "ClusterRole.rbac.authorization.k8s.io": SEGMENT,
  "ClusterRoleBinding.rbac.authorization.k8s.io": SEGMENT,
  "CustomResourceDefinition.apiextensions.k8s.io": DOTTED,
  "APIService.apiregistration.k8s.io": DOTTED,
  "MutatingWebhookConfiguration.admissionregistration.k8s.io": DOTTED,
  "ValidatingWebhookConfiguration.admissionregistration.k8s.io": DOTTED,
  "ValidatingAdmissionPolicy.admissionregistration.k8s.io": DOTTED,
  "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io": DOTTED,
  "CSIDriver.storage.k8s.io": DOTTED,
  "StorageClass.storage.k8s.io": DOTTED,
};

/** Two objects never have one identity: the second would overwrite the first. */
export function identityIsUnique({ plan }: Subject): Finding[] {
  const twins = grouped(plan.objects, ({ manifest }) => [idOf(manifest)]);
  return [...twins].flatMap(([object, { length }]) =>
    length === 1
      ? []
      : { rule: "identity-is-unique", object, message: `is in the Plan ${length} times; give each object a name of its own` },
  );
}

/** Names are ones that Kubernetes takes, also with what it appends to them. */
export function nameIsLegal({ plan }: Subject): Finding[] {
  return plan.objects.flatMap(({ id, manifest }) => {
    const { name } = manifest.metadata;
    const { allows, text } = FORMS[kindOf(manifest)] ?? USUAL;
    return allows(name)
      ? []
      : { rule: "name-is-legal", object: id, message: `metadata.name must be ${text}, got '${name}' (${name.length})` };
  });
}
