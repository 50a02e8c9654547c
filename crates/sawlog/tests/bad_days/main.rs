//! Bad days of handlers: the program goes on, what is lost is counted, and the report says what happened.
//!
//! One file a kind of bad day. What concerns the whole process (limits, mounts, closed streams) is done by this binary,
//! started again: see `program`.

mod disk_full;
mod folder_gone;
mod permission_denied;
mod program;
mod reader_gone;
