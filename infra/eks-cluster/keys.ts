import { Alias } from "@pulumi/aws/kms/alias";
import { Key } from "@pulumi/aws/kms/key";
import type { CustomResourceOptions } from "@pulumi/pulumi";

/** A key that AWS changes once a year, and with which everything before can still be read. For 30 days its deletion can be taken back. */
export function makeKey(name: string, description: string, options: CustomResourceOptions): Key {
  const key = new Key(name, { description, enableKeyRotation: true, deletionWindowInDays: 30 }, options);
  // The alias is only a name: it goes with the cluster also where the key stays, so that the next cluster can have it.
  new Alias(name, { name: `alias/${name}`, targetKeyId: key.id }, { parent: key });
  return key;
}
