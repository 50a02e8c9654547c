//! `logging.handlers.DatagramHandler`.

use super::peer::{address, format, seconds};
use super::{Prepared, Reach};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::handler::IntoHandler;
use crate::handlers::DatagramHandler;

/// `logging.handlers.DatagramHandler(host, port)`, and `format`: `pickle` or `json`; by our own name also `timeout` in
/// seconds.
pub(in crate::config::factories) fn datagram(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let (address, format) = (address(args, None)?, format(args)?);
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
