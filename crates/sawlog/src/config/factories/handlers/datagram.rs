//! `logging.handlers.DatagramHandler`.

use super::peer::{FORMAT, HOST, PORT, TIMEOUT, address, format, seconds};
use super::property::fixed;
use super::{Prepared, Reach};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::Signature;
use crate::handler::IntoHandler;
use crate::handlers::DatagramHandler;
/// What [`datagram`] takes.
pub(in crate::config::factories) const DATAGRAM: Signature = &[&[HOST, PORT, FORMAT, TIMEOUT]];

/// `logging.handlers.DatagramHandler(host, port)`, and `format`: `pickle`, `json` or `compact`; by our own name also `timeout` in
/// seconds.
pub(in crate::config::factories) fn datagram(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let (address, format) = (address(args, None)?, format(args)?);
    fixed(args, &["address", "sock", "port", "retryTime"])?;
    let ours = args.class().starts_with("sawlog.");
    let timeout = if ours { seconds(args, "timeout")? } else { None };
    Ok(Prepared::new(Reach::from(&address), move |_| {
        let mut builder = DatagramHandler::builder(address.clone()).format(format);
        if let Some(timeout) = timeout {
            builder = builder.timeout(timeout);
        }
        Ok(builder.build().into_handler())
    }))
}
