let version: string | undefined;

/** The Kubernetes provider that is as old as the library that is installed: what one does not know the other may. */
export function pluginVersion(): string {
  version ??= (require("@pulumi/kubernetes/package.json") as { readonly version: string }).version;
  return version;
}
