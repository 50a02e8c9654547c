//! Reading configuration text: what YAML, JSON and TOML texts mean, where their values stand, what is refused.

mod bounds;
mod canonical;
mod json;
mod positions;
mod python;

#[path = "../python/mod.rs"]
mod interpreter;
#[path = "../skipped/mod.rs"]
mod skipped;
mod toml;
mod yaml;
mod yaml_generated;
