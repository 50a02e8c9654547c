//! `sawlog.JournaldHandler`.

use super::peer::seconds;
use super::{Prepared, Reach};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::{Kind, Parameter, Signature};
use crate::handler::IntoHandler;
use crate::handlers::JournaldHandler;
/// What [`journald`] takes.
pub(in crate::config::factories) const JOURNALD: Signature = &[&[
    Parameter::optional("path", Kind::Text, "The journal's socket."),
    Parameter::optional("identifier", Kind::Text, "The program's name in the journal."),
    Parameter::optional("timeout", Kind::Seconds, "How many seconds a call may wait for the journal."),
]];

/// `sawlog.JournaldHandler(path="/run/systemd/journal/socket", identifier=None, timeout=1)`.
pub(in crate::config::factories) fn journald(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let mut builder = JournaldHandler::builder();
    let path = args.text("path")?;
    let reach = Reach::Peer(path.clone().unwrap_or_else(|| "/run/systemd/journal/socket".to_owned()));
    if let Some(path) = path {
        builder = builder.path(path);
    }
    if let Some(identifier) = args.text("identifier")? {
        builder = builder.identifier(identifier);
    }
    if let Some(timeout) = seconds(args, "timeout")? {
        builder = builder.timeout(timeout);
    }
    Ok(Prepared::new(reach, move |_| Ok(builder.clone().build().into_handler())))
}
