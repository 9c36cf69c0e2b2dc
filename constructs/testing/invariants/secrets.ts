import { allContainers } from "../../plan";
import type { Finding } from "../finding";
import { ofKind, type Subject } from "../subject";

const SECRET_NAME = /(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY)(?![A-Z])/i;
/** A variable that says where a secret is, or what it is called. */
const POINTER = /_(FILE|PATH|NAME)$/i;
/** A switch ("ALLOW_EMPTY_PASSWORD"), or a reference to another variable, is no secret. */
const HARMLESS = /^(true|false|yes|no|\$\([^()]+\))?$/i;

/** No Secret of the Plan holds a value: manifests are saved, shown and committed. */
export function secretHasNoValue(subject: Subject): Finding[] {
  return ofKind(subject, "Secret").flatMap(({ id, manifest }) => {
    const keys = ["data", "stringData"].flatMap((field) => Object.keys(manifest[field] ?? {}));
    const message = `holds values of ${keys.map((key) => `'${key}'`).join(", ")}; use a Credential, which whoever deploys fills in`;
    return keys.length === 0 ? [] : { rule: "secret-has-no-value", object: id, message };
  });
}

/** No variable of a container holds a secret in clear. */
export function variableHasNoSecret({ templates }: Subject): Finding[] {
  return [...templates.values()].flatMap(({ owner, spec }) =>
    allContainers(spec).flatMap(({ name: container, env = [] }) =>
      env.flatMap(({ name, value = "" }) => {
        if (!SECRET_NAME.test(name) || POINTER.test(name) || HARMLESS.test(value)) return [];
        const message = `variable '${name}' of container '${container}' holds its value in clear; take it from a Secret with valueFrom.secretKeyRef`;
        return { rule: "variable-has-no-secret", object: owner, message };
      }),
    ),
  );
}
