import {
  type ComponentResource,
  type CustomResourceOptions,
  type Input,
  type Inputs,
  type Output,
  type ProviderResource,
  secret,
} from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import { LABEL, labelValue, type Problem } from "../../constructs/core";
import { grouped, type Plan, type PlanCredential } from "../../constructs/plan";
import { KubernetesObject } from "./kubernetes-object";

/** A store of secrets beside the cluster, which the External Secrets operator reads. */
export interface SecretStore {
  readonly name: string;
  /** @default "ClusterSecretStore" */
  readonly kind?: "ClusterSecretStore" | "SecretStore";
  /**
   * How often changed values are fetched, as a duration of Go.
   * @default "1h0m0s"
   */
  readonly refreshInterval?: string;
}

/** Where the values of credentials come from. */
export interface CredentialOptions {
  /**
   * Values that are given: by the key of the credential where it must be given, else by "<namespace>/<secret>/<key>".
   * @default - none: those that can be are generated once and kept in Pulumi's state, encrypted
   */
  readonly values?: Readonly<Record<string, Input<string>>>;
  /**
   * Marks of generation by "<namespace>/<secret>/<key>"; with another mark a new value is generated, and pods that read it are renewed.
   * @default - none: generated once
   */
  readonly generation?: Readonly<Record<string, string>>;
  /**
   * The store that has all values, under "<environment>/<namespace>/<secret>" and the key; Pulumi sees none of them.
   * @default - no store: Pulumi makes the Secrets
   */
  readonly store?: SecretStore;
}

/** The key under which a value is given. */
export function keyOf(credential: PlanCredential): string {
  return credential.source.kind === "given" ? credential.source.key : placeOf(credential);
}

/** Where a credential is at home: "<namespace>/<secret>/<key>". */
function placeOf({ secret: name, key, namespaces: [home] }: PlanCredential): string {
  return `${nameIn(home, name)}/${key}`;
}

/** What cannot be filled, or was meant for something that is not there. */
export function credentialProblems(plan: Plan, { values = {}, generation = {}, store }: CredentialOptions): Problem[] {
  const problems: Problem[] = [];
  const say = (message: string): void => void problems.push({ path: "", message });
  const keys = plan.credentials.map(keyOf);
  const generated = plan.credentials.filter(({ source }) => source.kind === "generated").map(keyOf);
  for (const credential of plan.credentials) {
    const { source, description, secret: name, key } = credential;
    if (!store && source.kind === "given" && values[source.key] === undefined)
      say(`credential "${source.key}" (${description}; Secret ${name}, key ${key}) must be given, got nothing`);
  }
  for (const given of Object.keys(values)) {
    if (store) say(`credential "${given}" is given, but all values come from the store ${store.name}; leave one of the two out`);
    else if (!keys.includes(given)) say(`credential "${given}" is not in the plan; there are ${list(keys)}`);
  }
  for (const marked of Object.keys(generation)) {
    if (!generated.includes(marked)) say(`generation "${marked}" means no generated credential; there are ${list(generated)}`);
    else if (values[marked] !== undefined || store)
      say(`generation "${marked}" has no effect: its value is given; leave one of the two out`);
  }
  return problems;
}

/** What making Secrets needs to know of the rest. */
export interface CredentialContext {
  readonly plan: Plan;
  readonly parent: ComponentResource;
  readonly provider: ProviderResource;
  /** What an object of a namespace waits for, and goes with. */
  readonly within: (namespace: string | undefined) => Pick<CustomResourceOptions, "dependsOn" | "deletedWith">;
}

/** Makes the Secrets of a Plan's credentials, each when it is first asked for: its namespace must be there. */
export class Secrets {
  /** The names of all, as "namespace/name". */
  readonly names: readonly string[];
  readonly #context: CredentialContext;
  readonly #options: CredentialOptions;
  readonly #wanted: ReadonlyMap<string, readonly { readonly credential: PlanCredential; readonly namespace: string | undefined }[]>;
  readonly #made = new Map<string, KubernetesObject>();
  readonly #values = new Map<PlanCredential, Input<string>>();

  constructor(context: CredentialContext, options: CredentialOptions) {
    this.#context = context;
    this.#options = options;
    const wanted = context.plan.credentials.flatMap((credential) => credential.namespaces.map((namespace) => ({ credential, namespace })));
    this.#wanted = grouped(wanted, ({ credential, namespace }) => [nameIn(namespace, credential.secret)]);
    this.names = [...this.#wanted.keys()];
  }

  /** The Secret of this name, if the Plan's credentials make it. */
  get(name: string): KubernetesObject | undefined {
    const [first, ...more] = this.#wanted.get(name) ?? [];
    if (!first || this.#made.has(name)) return this.#made.get(name);
    const { plan, parent, provider, within } = this.#context;
    const { store } = this.#options;
    const { namespace } = first;
    const labels = { [LABEL.managedBy]: "tagenal", [LABEL.partOf]: labelValue(plan.system) };
    const metadata = { name: first.credential.secret, ...(namespace === undefined ? {} : { namespace }), labels };
    const credentials = [first, ...more].map(({ credential }) => credential);
    const stringData = (): Inputs =>
      Object.fromEntries(credentials.map((credential) => [credential.key, secret(this.#valueOf(credential))]));
    const args = store
      ? externalSecret(plan, store, metadata, credentials)
      : { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", stringData: stringData() };
    const resource = new KubernetesObject(name, args, { parent, provider, ...within(namespace) });
    this.#made.set(name, resource);
    return resource;
  }

  /** One value in all namespaces. */
  #valueOf(credential: PlanCredential): Input<string> {
    const { values = {}, generation = {} } = this.#options;
    const key = keyOf(credential);
    const value = this.#values.get(credential) ?? values[key] ?? generated(credential, generation[key], this.#context.parent);
    this.#values.set(credential, value);
    return value;
  }
}

/** Names as Kubernetes tells objects of a kind apart. */
export function nameIn(namespace: string | undefined, name: string): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Letters and digits: nothing that a URL, a shell or a configuration file could read as anything else. */
function generated(credential: PlanCredential, mark: string | undefined, parent: ComponentResource): Output<string> {
  const { source } = credential;
  const length = (source.kind === "generated" ? source.length : undefined) ?? 32;
  const keepers = mark === undefined ? {} : { keepers: { generation: mark } };
  return new RandomPassword(placeOf(credential), { length, special: false, ...keepers }, { parent }).result;
}

function externalSecret(
  { environment }: Plan,
  { name, kind = "ClusterSecretStore", refreshInterval = "1h0m0s" }: SecretStore,
  metadata: { readonly name: string },
  credentials: readonly PlanCredential[],
): { apiVersion: string; kind: string; metadata: object; spec: object } {
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata: { ...metadata, annotations: { "pulumi.com/waitFor": "condition=Ready=True" } },
    spec: {
      refreshInterval,
      secretStoreRef: { name, kind },
      target: { name: metadata.name, creationPolicy: "Owner" },
      data: credentials.map(({ secret: of, key, namespaces: [home] }) => ({
        secretKey: key,
        remoteRef: { key: `${environment}/${nameIn(home, of)}`, property: key },
      })),
    },
  };
}

function list(names: readonly string[]): string {
  return [...new Set(names)].join(", ") || "none";
}
