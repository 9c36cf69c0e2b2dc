import { allContainers } from "../../plan";
import type { Finding } from "../finding";
import { ofKind, type Subject } from "../subject";

/** What follows such a word ("TOKEN_TTL", "PASSWORD_FILE") makes it the name of something else. */
const SECRET_NAME = /(PASSWORD|PASSWD|(^|_)PASS|(^|_)PWD|SECRET|TOKEN|(API|ACCESS|PRIVATE|SECRET)_?KEY|CREDENTIALS?)$/i;
/** "postgres://user:hunter2@host", unless the password is a reference to another variable. */
const ADDRESS_WITH_PASSWORD = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:(?!\$\()[^/\s@]+@/i;
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
        if (!ADDRESS_WITH_PASSWORD.test(value) && (!SECRET_NAME.test(name) || HARMLESS.test(value))) return [];
        const message = `variable '${name}' of container '${container}' holds its value in clear; take it from a Secret with valueFrom.secretKeyRef`;
        return { rule: "variable-has-no-secret", object: owner, message };
      }),
    ),
  );
}
