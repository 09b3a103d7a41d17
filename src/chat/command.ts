/** A command's only definition: the manifest, registration, autocomplete, and /help are derived from it. */
export interface CommandShape {
  readonly name: string;
  readonly description: string;
  readonly options?: readonly CommandOption[];
  readonly subcommands?: readonly SubcommandShape[];
  /** For admins only; the core checks this on every use. */
  readonly admin?: true;
}

export interface SubcommandShape {
  readonly name: string;
  readonly description: string;
  readonly options?: readonly CommandOption[];
}

export interface CommandOption {
  readonly name: string;
  readonly description: string;
  readonly required?: true;
  /** The only values it accepts. */
  readonly choices?: readonly string[];
  /** In a command typed as text, it can only be given as `name:value`, never by position. */
  readonly byName?: true;
  /** Takes all remaining words. */
  readonly rest?: true;
  /** Has autocomplete: the core answers SuggestEvents for it. */
  readonly suggests?: true;
  /** Names a person or a role. Platforms with a picker for these use it and send the mention. */
  readonly mentions?: true;
}
