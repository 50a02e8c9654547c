//! Configuration by dictionary or by INI file: read, checked whole, then carried out.
//!
//! Text (YAML, JSON, TOML, INI) or a [`Value`](crate::Value) becomes a [`Document`], which remembers where each value
//! stands. The schema is read from it into a plan, in which every name is resolved and every value checked. From the plan the
//! objects are made; then they are put in place in one change. Whatever is wrong is found before that.
//!
//! Names of classes and objects mean what a [`Registry`] says; nothing is imported or executed.

mod apply;
mod budget;
mod build;
mod configurator;
mod convert;
mod document;
mod env;
mod error;
mod explain;
mod extents;
mod factories;
mod file_config;
mod files;
mod former;
mod identity;
mod ini;
mod json;
mod json_schema;
mod lines;
mod lint;
pub mod listen;
mod literal;
mod locate;
mod node;
mod outline;
mod place;
mod plan;
mod policy;
mod queued;
mod reference;
mod reload;
mod schema;
mod suggest;
mod toml;
mod yaml;

pub use budget::{MAX_DEPTH, MAX_NODES, MAX_TEXT};
pub use configurator::{Configurator, check};
pub use document::{Document, Format};
pub use error::{ConfigError, ConfigErrorKind, Position};
pub use explain::{Explanation, explain};
pub use factories::{Arguments, BoxError, MakeStream, Registry};
pub use ini::FileConfig;
pub use json_schema::json_schema;
pub use lint::{Warning, lint, lints};
pub use listen::{listen, stop_listening};
pub use node::{Entry, Mapping, Node, NodeKind};
pub use policy::Policy;
pub use reload::Reloaded;
pub(crate) use suggest::{are_close, known_names};
pub use yaml::Tags;
