//! Which YAML 1.1 type a plain scalar has, as PyYAML decides it.

pub(super) const BOOL: &str = "tag:yaml.org,2002:bool";
pub(super) const FLOAT: &str = "tag:yaml.org,2002:float";
pub(super) const INT: &str = "tag:yaml.org,2002:int";
pub(super) const MERGE: &str = "tag:yaml.org,2002:merge";
pub(super) const NULL: &str = "tag:yaml.org,2002:null";
pub(super) const TIMESTAMP: &str = "tag:yaml.org,2002:timestamp";
pub(super) const VALUE: &str = "tag:yaml.org,2002:value";
pub(super) const BINARY: &str = "tag:yaml.org,2002:binary";
pub(super) const OMAP: &str = "tag:yaml.org,2002:omap";
pub(super) const PAIRS: &str = "tag:yaml.org,2002:pairs";
pub(super) const SET: &str = "tag:yaml.org,2002:set";
pub(super) const STR: &str = "tag:yaml.org,2002:str";
pub(super) const SEQ: &str = "tag:yaml.org,2002:seq";
pub(super) const MAP: &str = "tag:yaml.org,2002:map";

/// The tag of a plain scalar that was given none.
pub(super) fn tag_of_plain(text: &str) -> &'static str {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return NULL,
        "<<" => return MERGE,
        "=" => return VALUE,
        _ if bool_of(text).is_some() => return BOOL,
        _ => {}
    }
    match text.as_bytes()[0] {
        b'-' | b'+' | b'0'..=b'9' | b'.' => {}
        _ => return STR,
    }
    if is_float(text) {
        FLOAT
    } else if is_int(text) {
        INT
    } else if super::timestamp::looks_like(text) {
        TIMESTAMP
    } else {
        STR
    }
}

/// The truth value of a plain scalar in one of the three letter cases that count.
fn bool_of(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Some(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

fn is_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    if let Some(fraction) = text.strip_prefix('.') {
        // Without a sign only: `-.5` is text.
        let (digits, exponent) = split_exponent(fraction);
        return starts_with_digit(digits) && all_digits_or_underscores(digits) && is_exponent(exponent);
    }
    let Some((whole, fraction)) = unsigned.split_once('.') else { return false };
    if !starts_with_digit(whole) {
        return false;
    }
    if let Some((first, rest)) = whole.split_once(':') {
        return all_digits_or_underscores(first) && is_base_60(rest) && all_digits_or_underscores(fraction);
    }
    let (digits, exponent) = split_exponent(fraction);
    all_digits_or_underscores(whole) && all_digits_or_underscores(digits) && is_exponent(exponent)
}

fn is_int(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let of = |digits: &str, allowed: fn(&u8) -> bool| {
        !digits.is_empty() && digits.bytes().all(|byte| byte == b'_' || allowed(&byte))
    };
    if let Some(binary) = unsigned.strip_prefix("0b") {
        return of(binary, |byte| matches!(byte, b'0' | b'1'));
    }
    if let Some(hex) = unsigned.strip_prefix("0x") {
        return of(hex, u8::is_ascii_hexdigit);
    }
    match unsigned.as_bytes() {
        [b'0'] => true,
        [b'0', ..] => of(&unsigned[1..], |byte| matches!(byte, b'0'..=b'7')),
        [b'1'..=b'9', ..] => match unsigned.split_once(':') {
            Some((first, rest)) => all_digits_or_underscores(first) && is_base_60(rest),
            None => all_digits_or_underscores(unsigned),
        },
        _ => false,
    }
}

/// Whether each part is a number below 60, of one or two digits.
fn is_base_60(parts: &str) -> bool {
    parts.split(':').all(|part| matches!(part.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9']))
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

fn all_digits_or_underscores(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}

fn split_exponent(text: &str) -> (&str, &str) {
    text.split_at(text.find(['e', 'E']).unwrap_or(text.len()))
}

/// Nothing, or an exponent with its sign: in YAML 1.1 `1.0e20` is text.
fn is_exponent(text: &str) -> bool {
    match text.as_bytes() {
        [] => true,
        [_, b'-' | b'+', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}
