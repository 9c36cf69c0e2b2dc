import { getAuthorizationTokenOutput } from "@pulumi/aws/ecr/getAuthorizationToken";
import { LifecyclePolicy } from "@pulumi/aws/ecr/lifecyclePolicy";
import { Repository } from "@pulumi/aws/ecr/repository";
import { Image } from "@pulumi/docker-build/image";
import { ComponentResource, type ComponentResourceOptions, interpolate, type Output, secret } from "@pulumi/pulumi";
import type { App } from "./apps";

/** The props of images. */
export interface ImagesProps {
  readonly apps: readonly App[];
  /** Whether they are built and pushed, or only have a place. */
  readonly build: boolean;
  readonly deletionProtection: boolean;
}

/** So many images of an app are kept, newest first. */
const KEPT_IMAGES = 50;

/** A repository for each app, and its image, built for amd64 and pushed. */
export class Images extends ComponentResource {
  /** By app: "<repository>@sha256:…"; none where none are built. */
  readonly images: Readonly<Record<string, Output<string>>>;

  constructor(name: string, { apps, build, deletionProtection }: ImagesProps, options: ComponentResourceOptions) {
    super("tagenal:eks:Images", name, {}, options);
    const repositories = apps.map((app) => ({ app, repository: this.#repository(app, deletionProtection) }));
    const built = build ? repositories : [];
    this.images = Object.fromEntries(built.map(({ app, repository }) => [app.name, this.#image(app, repository)]));
    this.registerOutputs();
  }

  #repository({ name }: App, deletionProtection: boolean): Repository {
    const repository = new Repository(
      name,
      {
        name: `tagenal/${name}`,
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: "AES256" }],
        // Images can be built again.
        forceDelete: !deletionProtection,
      },
      { parent: this },
    );
    const newest = { tagStatus: "any", countType: "imageCountMoreThan", countNumber: KEPT_IMAGES };
    const rule = { rulePriority: 1, description: `The newest ${KEPT_IMAGES}`, selection: newest, action: { type: "expire" } };
    new LifecyclePolicy(name, { repository: repository.name, policy: JSON.stringify({ rules: [rule] }) }, { parent: this });
    return repository;
  }

  #image({ name, context, version, tag }: App, repository: Repository): Output<string> {
    const login = getAuthorizationTokenOutput({ registryId: repository.registryId }, { parent: this });
    const image = new Image(
      name,
      {
        context: { location: context },
        dockerfile: { location: `${context}/Dockerfile` },
        buildArgs: { VERSION: version },
        platforms: ["linux/amd64"],
        tags: [interpolate`${repository.repositoryUrl}:${tag}`],
        push: true,
        buildOnPreview: false,
        registries: [{ address: repository.repositoryUrl, username: login.userName, password: secret(login.password) }],
      },
      { parent: this },
    );
    return interpolate`${repository.repositoryUrl}@${image.digest}`;
  }
}
