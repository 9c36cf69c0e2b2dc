const PROJECT = "tagenal-eks-cluster:";

/** What is configured for this project, by key; others configure other packages. */
export function ownValues(configuration: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(configuration).filter(([key]) => key.startsWith(PROJECT));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(PROJECT.length), value]));
}
