//! What is asked of a running server: at its control socket by its own user, at `--config-listen` by whoever may connect.
//!
//! [`Control`] is the server's side of it; the commands that ask have a file each, and [`place`] says where they find a server.

pub(crate) mod level;
mod place;
pub(crate) mod send_config;
mod serving;
mod settings;
mod talk;
pub(crate) mod tree;

pub(crate) use serving::Control;
pub(crate) use settings::ControlSettings;
