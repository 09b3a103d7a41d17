import type { FakeFile, World } from "./world.ts";

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly files: readonly FakeFile[];
}

export interface RouteParts {
  readonly world: World;
  readonly gatewayUrl: () => string;
  readonly shards: number;
  /** What the gateway tells of a change. */
  dispatch(type: string, guild: string | undefined, data: object): void;
}

export type Answer = { readonly status?: number; readonly body?: unknown };
