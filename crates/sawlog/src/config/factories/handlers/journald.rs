//! `sawlog.JournaldHandler`.

use super::Prepared;
use super::peer::seconds;
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::handler::IntoHandler;
use crate::handlers::JournaldHandler;

/// `sawlog.JournaldHandler(path="/run/systemd/journal/socket", identifier=None, timeout=1)`.
pub(in crate::config::factories) fn journald(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let (path, identifier, timeout) = (args.text("path")?, args.text("identifier")?, seconds(args, "timeout")?);
    Ok(Prepared::new(move |_| {
        let mut builder = JournaldHandler::builder();
        if let Some(path) = &path {
            builder = builder.path(path);
        }
        if let Some(identifier) = &identifier {
            builder = builder.identifier(identifier);
        }
        if let Some(timeout) = timeout {
            builder = builder.timeout(timeout);
        }
        Ok(builder.build().into_handler())
    }))
}
