//! What cannot be said in syslog's words.

/// A name or number that syslog does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SyslogError {
    /// No facility has this name.
    #[error("no syslog facility is called {0:?} (a name such as \"user\" or \"local0\", or a number from 0 to 23)")]
    FacilityName(String),
    /// No facility has this number.
    #[error("no syslog facility has the number {0}: they go from 0 (kern) to 23 (local7)")]
    FacilityNumber(i64),
    /// No severity has this name.
    #[error("no syslog severity is called {0:?} (a name such as \"info\", \"warning\" or \"crit\")")]
    Severity(String),
    /// Structured data cannot have this identification.
    #[error(
        "{0:?} cannot identify structured data: either meta, origin or timeQuality, or a name of the program's own, \
         then @ and an enterprise number, as in shop@32473; 32 characters of ASCII at most, none of them a space, \
         '=', ']' or '\"'"
    )]
    StructuredDataId(String),
    /// No framing has this name.
    #[error("no framing is called {0:?} (octet-counted, lf or nul)")]
    Framing(String),
}
