import type { Given, Wanted } from "./given";

/** Something that pods may do with the cloud. */
export type Grant =
  /** Write and read backups under a prefix of the bucket for backups. */
  | { readonly kind: "backups"; readonly prefix: string }
  /** Write and read items of all tables whose names begin with a prefix. */
  | { readonly kind: "dynamodb"; readonly tablePrefix: string };

/** Which pods may do what: those of one service account. */
export interface PodIdentityConfiguration {
  /** How the role is called. */
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly grants: readonly Grant[];
}

const NAME: Wanted = {
  want: "at most 30 lower-case letters, digits and '-', beginning and ending with a letter or digit",
  ok: (text) => text.length <= 30 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text),
};
const LABEL: Wanted = {
  want: "a name of Kubernetes: at most 63 lower-case letters, digits and '-'",
  ok: (text) => text.length <= 63 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text),
};
const BACKUP_PREFIX: Wanted = {
  want: 'a prefix that ends with "/", such as "vitess/"',
  ok: (text) => /^[\w.-]+(\/[\w.-]+)*\/$/.test(text),
};
const TABLE_PREFIX: Wanted = {
  want: 'the beginning of tables\' names, at least 3 letters, digits, "_", "." or "-"',
  ok: (text) => /^[\w.-]{3,}$/.test(text),
};

/** Reads the key `podIdentities`. */
export function readPodIdentities(given: Given): PodIdentityConfiguration[] {
  const identities = given.named("podIdentities").map(({ name, part }): PodIdentityConfiguration => {
    given.must(NAME.ok(name), "podIdentities", `by names of ${NAME.want}`, name);
    const namespace = part.text("namespace", LABEL);
    const serviceAccount = part.text("serviceAccount", LABEL);
    const grants = part.parts("grants", 1).flatMap((grant) => readGrant(grant) ?? []);
    part.end();
    return { name, namespace, serviceAccount, grants };
  });
  const accounts = identities.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`);
  const twice = accounts.filter((account, index) => account !== "/" && accounts.indexOf(account) !== index);
  given.must(twice.length === 0, "podIdentities", "of a service account once only, as EKS gives each one role", twice);
  return identities;
}

function readGrant(part: Given): Grant | undefined {
  const kind = part.oneOf("kind", ["backups", "dynamodb"]);
  if (kind === undefined) return undefined;
  const grant: Grant =
    kind === "backups"
      ? { kind, prefix: part.text("prefix", BACKUP_PREFIX) }
      : { kind, tablePrefix: part.text("tablePrefix", TABLE_PREFIX) };
  const [other, key] = kind === "backups" ? ["dynamodb", "tablePrefix"] : ["backups", "prefix"];
  part.end({ [key]: `is for grants of kind "${other}"` });
  return grant;
}
