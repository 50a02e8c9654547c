//! systemd's journal, against a real systemd-journald.
//!
//! It is the one in `SAWLOG_JOURNALD`, or Debian's, run by root with a `/run` of its own.

mod bounds;
mod entries;
mod journal;
#[path = "../skipped/mod.rs"]
mod skipped;
mod syslog;
