import { kindOf, type Manifest } from "../../constructs/plan";

interface MakerSpec {
  readonly secretName?: string;
  readonly target?: { readonly name?: string };
}

/** Where objects of controllers say the name of the Secret that they stand for. */
const MAKERS: Readonly<Record<string, (spec: MakerSpec, name: string) => string | undefined>> = {
  "Certificate.cert-manager.io": ({ secretName }) => secretName,
  "ExternalSecret.external-secrets.io": ({ target }, name) => target?.name ?? name,
  "SealedSecret.bitnami.com": (_spec, name) => name,
};

/** The name of the Secret that a controller makes of an object, in the object's namespace. */
export function secretMadeBy(manifest: Manifest): string | undefined {
  return MAKERS[kindOf(manifest)]?.(manifest["spec"] ?? {}, manifest.metadata.name);
}
