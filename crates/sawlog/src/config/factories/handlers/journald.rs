//! `sawlog.JournaldHandler`.

use super::Prepared;
use super::peer::seconds;
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::handler::IntoHandler;
use crate::handlers::JournaldHandler;

/// `sawlog.JournaldHandler(path="/run/systemd/journal/socket", identifier=None, timeout=1)`.
pub(in crate::config::factories) fn journald(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let mut builder = JournaldHandler::builder();
    if let Some(path) = args.text("path")? {
        builder = builder.path(path);
    }
    if let Some(identifier) = args.text("identifier")? {
        builder = builder.identifier(identifier);
    }
    if let Some(timeout) = seconds(args, "timeout")? {
        builder = builder.timeout(timeout);
    }
    Ok(Prepared::new(move |_| Ok(builder.clone().build().into_handler())))
}
