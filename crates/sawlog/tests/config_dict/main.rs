//! `dict_config`: what a configuration does, what is refused and where, and that it is all or nothing.

mod atomicity;
mod check;
mod errors;
mod generated;
mod python;

#[path = "../python/mod.rs"]
mod interpreter;
#[path = "../differential/random.rs"]
#[allow(dead_code, reason = "the generator of configurations uses some of it")]
mod random;
mod registry;
mod same_as_python;
mod several;
#[path = "../skipped/mod.rs"]
mod skipped;
mod state;
