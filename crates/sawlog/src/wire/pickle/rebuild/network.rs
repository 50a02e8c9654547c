//! The addresses of `ipaddress`.

use std::net::{Ipv4Addr, Ipv6Addr};

use num_traits::ToPrimitive;

use super::{Call, Made, text_only};
use crate::value::{Value, repr};

/// An IPv6 address with a zone and a prefix fits well.
const MAX_TEXT: usize = 128;

/// `IPv4Address(167772161)`, `IPv6Address("::1")`, `IPv4Network("10.0.0.0/8")` and their like.
pub(super) fn address(class: &str, call: &Call<'_, '_, '_>) -> Option<Made> {
    let [address] = call.args else { return None };
    let text = match (class, call.text(*address)) {
        (
            "IPv4Address" | "IPv6Address" | "IPv4Network" | "IPv6Network" | "IPv4Interface" | "IPv6Interface",
            Some(text),
        ) => Some(text).filter(|text| text.len() <= MAX_TEXT && is_address(class, text))?.to_owned(),
        ("IPv4Address", None) => Ipv4Addr::from(call.integer(*address)?.to_u32()?).to_string(),
        ("IPv6Address", None) => Ipv6Addr::from(call.integer(*address)?.to_u128()?).to_string(),
        _ => return None,
    };
    let mut shown = String::new();
    repr::write_repr(&Value::from(text.as_str()), &mut shown).ok()?;
    Some(text_only(&format!("ipaddress.{class}"), text, format!("{class}({shown})")))
}

/// Whether text is what such a class takes: an address, and a prefix's length but for the plain address.
fn is_address(class: &str, text: &str) -> bool {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    let (is_sound, bits) = if class.starts_with("IPv4") {
        (address.parse::<Ipv4Addr>().is_ok(), 32)
    } else {
        let address = address.split_once('%').map_or(address, |(address, _)| address);
        (address.parse::<Ipv6Addr>().is_ok(), 128)
    };
    let is_prefix = |prefix: &str| prefix.parse::<u8>().is_ok_and(|len| len <= bits);
    is_sound && prefix.is_none_or(|prefix| !class.ends_with("Address") && is_prefix(prefix))
}
