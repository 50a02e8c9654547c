//! Flags of `sawlog schema`.

use clap::Args;

use super::alias::parse_alias;

/// Editors take it for YAML by a comment in the first line: # yaml-language-server: $schema=sawlog.schema.json
#[derive(Debug, Args)]
pub(crate) struct SchemaFlags {
    /// Take one class path for another that is known; may be repeated.
    #[arg(long, value_name = "PATH=KNOWN", value_parser = parse_alias)]
    pub(crate) alias: Vec<(String, String)>,
}
