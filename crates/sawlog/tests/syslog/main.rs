//! Syslog, against a real rsyslogd and CPython's own handler.
//!
//! The daemon is the one in `SAWLOG_RSYSLOGD`, or `rsyslogd` on the path or in `/usr/sbin`.

#[path = "../python/mod.rs"]
mod python;
#[path = "../skipped/mod.rs"]
mod skipped;

mod bounds;
mod configuration;
mod fields;
mod framing;
mod reconnect;
mod rsyslogd;
mod same_as_python;
mod threads;
#[cfg(feature = "tls")]
mod tls;
