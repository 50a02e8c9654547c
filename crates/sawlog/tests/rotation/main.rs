//! The handlers that put files aside, through what programs call.

mod chain;
