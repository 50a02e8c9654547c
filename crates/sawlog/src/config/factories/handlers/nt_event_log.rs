//! `logging.handlers.NTEventLogHandler`, which there is no place for.

use super::Prepared;
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::factories::Arguments;
use crate::config::factories::parameters::{Kind, Parameter, Signature};
/// What [`nt_event_log`] would take.
pub(in crate::config::factories) const NT_EVENT_LOG: Signature = &[&[
    Parameter::required("appname", Kind::Text, "The program's name in the event log."),
    Parameter::optional("dllname", Kind::Text, "The library with the texts of messages."),
    Parameter::optional("logtype", Kind::Text, "Which log: Application, System or Security."),
]];

/// Refuses, and says what to use instead.
pub(in crate::config::factories) fn nt_event_log(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    // DIFFERENCE: off Windows Python prints that its extensions are missing, and then drops every record.
    let reason = format!("{} writes to the event log of Windows, and this system has none", args.class());
    Err(ConfigError::new(ConfigErrorKind::Value(reason))
        .at_key(args.path())
        .at(args.position())
        .with_hint("the system's log is reached by logging.handlers.SysLogHandler or sawlog.JournaldHandler"))
}
