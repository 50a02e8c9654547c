//! The addresses of `ipaddress`.

use std::net::{Ipv4Addr, Ipv6Addr};

use num_traits::ToPrimitive;

use super::{Call, Made, text_only};
use crate::value::{Value, repr};

/// `IPv4Address(167772161)`, `IPv6Address("::1")`, `IPv4Network("10.0.0.0/8")` and their like.
pub(super) fn address(class: &str, call: &Call<'_, '_, '_>) -> Option<Made> {
    let [address] = call.args else { return None };
    let text = match (class, call.text(*address)) {
        (
            "IPv4Address" | "IPv6Address" | "IPv4Network" | "IPv6Network" | "IPv4Interface" | "IPv6Interface",
            Some(text),
        ) => text.to_owned(),
        ("IPv4Address", None) => Ipv4Addr::from(call.integer(*address)?.to_u32()?).to_string(),
        ("IPv6Address", None) => Ipv6Addr::from(call.integer(*address)?.to_u128()?).to_string(),
        _ => return None,
    };
    let mut shown = String::new();
    repr::write_repr(&Value::from(text.as_str()), &mut shown).ok()?;
    Some(text_only(&format!("ipaddress.{class}"), text, format!("{class}({shown})")))
}
