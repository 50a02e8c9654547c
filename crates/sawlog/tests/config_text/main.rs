//! Reading configuration text: what YAML, JSON and TOML texts mean, where their values stand, what is refused.

mod bounds;
mod canonical;
mod json;
mod positions;
mod python;
mod toml;
mod yaml;
mod yaml_generated;
