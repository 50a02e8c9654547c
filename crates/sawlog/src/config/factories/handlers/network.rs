//! Arguments that handlers with a server at the other end have in common.

use std::time::Duration;

use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::{Kind, Parameter};

/// A year is as good as for ever, and can be added to a time.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);
pub(super) const CREDENTIALS: Parameter =
    Parameter::optional("credentials", Kind::Pair, "Who logs in there: a list of user and password.");

/// A time in seconds, more than none; `None` if it is not given or is `None`.
pub(super) fn seconds(args: &mut Arguments<'_>, name: &str) -> Result<Option<Duration>, ConfigError> {
    let Some(number) = args.number(name)? else { return Ok(None) };
    match Duration::try_from_secs_f64(number) {
        Ok(time) if !time.is_zero() && time <= LONGEST => Ok(Some(time)),
        _ => Err(args.error(name, format!("{number} is no time: seconds, more than 0 and no more than a year"))),
    }
}

/// Two texts in a list; `None` if the argument is not given or is `None`.
pub(super) fn pair(
    args: &mut Arguments<'_>,
    name: &str,
    expected: &str,
) -> Result<Option<(String, String)>, ConfigError> {
    let Some(place) = args.plain(name)? else { return Ok(None) };
    // A list is unpacked, even an empty one; of what is false otherwise Python makes nothing.
    if !place.node.is_truthy() && place.node.as_items().is_none() {
        return Ok(None);
    }
    // DIFFERENCE: for a value that is no list, Python mails without logging in, and fails with each record over HTTP.
    let texts = place.node.as_items().and_then(|items| match items {
        [first, second] => Some((first.as_str()?.to_owned(), second.as_str()?.to_owned())),
        _ => None,
    });
    texts.map(Some).ok_or_else(|| place.wrong_type(expected))
}
