//! `logging.handlers.SocketHandler`.

use std::time::Duration;

use super::peer::{
    BACKLOG, FORMAT, HOST, PORT, TIMEOUT, address, address_property, count, format, number_property, seconds,
    truth_property,
};
use super::property::fixed;
use super::tls::{TLS, tls};
use super::{Prepared, Reach};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::{Kind, Parameter, Signature};
use crate::handler::IntoHandler;
use crate::handlers::SocketHandler;
use crate::net::{BackOffTimes, BacklogLimits, DropPolicy};
/// What [`socket`] takes.
pub(in crate::config::factories) const SOCKET: Signature = &[
    &[HOST, PORT, FORMAT, TIMEOUT],
    &[
        Parameter::ours("closeOnError", Kind::Truth, "Whether the connection is closed when sending fails."),
        Parameter::ours("retryStart", Kind::Seconds, "How long to wait before the second attempt to connect."),
        Parameter::ours("retryFactor", Kind::Number, "By how much the wait grows with each attempt."),
        Parameter::ours("retryMax", Kind::Seconds, "How long to wait at most."),
    ],
    BACKLOG,
    TLS,
];

/// `logging.handlers.SocketHandler(host, port)`, and `format`: `pickle`, `json` or `compact`. Python's attributes `closeOnError`,
/// `retryStart`, `retryFactor` and `retryMax` are set under `.`, as there. By our own name also `timeout` in seconds,
/// `backlogRecords`, `backlogBytes`, `dropPolicy` (`oldest` or `newest`), and those attributes as keys; and for
/// encryption `tls: true`, `caFile`, `serverName`, `certFile` and `keyFile`.
pub(in crate::config::factories) fn socket(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let (address, format) = (address(args, Some("localhost"))?, format(args)?);
    let address = address_property(args, &address)?.unwrap_or(address);
    fixed(args, &["sock", "port", "retryTime", "retryPeriod"])?;
    let ours = args.class().starts_with("sawlog.");
    let mut close_on_error = truth_property(args, "closeOnError").unwrap_or(false);
    let mut times = BackOffTimes::default();
    let [initial, factor, max] = ["retryStart", "retryFactor", "retryMax"].map(|name| number_property(args, name));
    set(&mut times.initial, initial?.map(Duration::from_secs_f64));
    set(&mut times.factor, factor?);
    set(&mut times.max, max?.map(Duration::from_secs_f64));
    let mut limits = BacklogLimits::default();
    let (mut timeout, mut encrypted) = (None, None);
    if ours {
        timeout = seconds(args, "timeout")?;
        set(&mut close_on_error, args.truth("closeOnError")?);
        set(&mut times.initial, seconds(args, "retryStart")?);
        set(&mut times.factor, args.number("retryFactor")?);
        set(&mut times.max, seconds(args, "retryMax")?);
        set(&mut limits.frames, count(args, "backlogRecords")?);
        set(&mut limits.bytes, count(args, "backlogBytes")?);
        set(&mut limits.policy, drop_policy(args)?);
        encrypted = tls(args)?;
    }
    #[cfg(not(feature = "tls"))]
    drop(encrypted);
    Ok(Prepared::new(Reach::from(&address), move |_| {
        let mut builder = SocketHandler::builder(address.clone())
            .format(format)
            .close_on_error(close_on_error)
            .back_off(times.initial, times.factor, times.max)
            .backlog(limits.frames, limits.bytes)
            .drop_policy(limits.policy);
        if let Some(timeout) = timeout {
            builder = builder.timeout(timeout);
        }
        #[cfg(feature = "tls")]
        if let Some(keys) = &encrypted {
            builder = builder.tls(keys.load()?);
        }
        Ok(builder.build().into_handler())
    }))
}

fn drop_policy(args: &mut Arguments<'_>) -> Result<Option<DropPolicy>, ConfigError> {
    let name = args.text("dropPolicy")?;
    name.map(|name| name.parse().map_err(|error: String| args.error("dropPolicy", error))).transpose()
}

fn set<T>(option: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *option = given;
    }
}
