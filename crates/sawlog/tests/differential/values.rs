//! Random values, and how they are told to CPython.

use std::sync::Arc;

use num_bigint::BigInt;
use sawlog::value::temporal::{Date, DateTime, Time, TimeDelta, Zone};
use sawlog::value::{Decimal, Dict, Set, Uuid, Value};
use serde_json::{Value as Json, json};

use super::random::Random;

/// A value, and the same as JSON.
pub(crate) type Told = (Value<'static>, Json);

/// Text with something of everything that is escaped, is wide, or stands in for a lone surrogate.
const TEXT: &str = "aB1 _-%{}$:!'\"\\\n\t\0\x1b\x7f\u{85}\u{a0}éß€\u{200b}\u{2028}\u{e000}😀\u{10fd00}\u{10fc80}";

pub(crate) fn any(random: &mut Random) -> Told {
    match random.below(16) {
        0 | 1 => int(random),
        2 | 3 => float(random),
        4 | 5 => text(random),
        6 => decimal(random),
        7 => (Value::None, json!(["none", null])),
        8 => {
            let flag = random.once_in(2);
            (Value::Bool(flag), json!(["bool", flag]))
        }
        9 => bytes(random),
        10 => sequence(random),
        11 => dict(random),
        12 => set(random),
        13 | 14 => temporal(random),
        _ => {
            let number = u128::from(random.next()) << random.below(64);
            (Uuid::from_u128(number).into(), json!(["uuid", format!("{number:x}")]))
        }
    }
}

pub(crate) fn number(random: &mut Random) -> Told {
    match random.below(5) {
        0 | 1 => int(random),
        2 | 3 => float(random),
        _ => decimal(random),
    }
}

pub(crate) fn int(random: &mut Random) -> Told {
    let number = match random.below(6) {
        0 => BigInt::from(random.below(10)),
        1 => BigInt::from(random.below(200_000)),
        2 => BigInt::from(random.below(0x11_2000)),
        3 => BigInt::from(random.next() as i64),
        4 => BigInt::from(random.next()) << random.below(200),
        _ if random.once_in(20) => BigInt::from(random.next()) << (random.below(3) * 8000),
        _ => BigInt::from(random.next()) >> random.below(64),
    };
    let number = if random.once_in(3) { -number } else { number };
    let hex = number.to_str_radix(16);
    (Value::from(number), json!(["int", hex]))
}

pub(crate) fn small_int(random: &mut Random, most: usize) -> Told {
    let number = random.below(most) as i64;
    (Value::Int(number), json!(["int", format!("{number:x}")]))
}

pub(crate) fn float(random: &mut Random) -> Told {
    let number = match random.below(8) {
        0 => random.pick(&[0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 5e-324, f64::MAX, 1e16, 1e15, 1e22]),
        1 => f64::from_bits(random.next()),
        2 => random.below(1000) as f64 / 8.0,
        3 => random.below(100_000) as f64 / 1000.0,
        4 => (random.next() as i64) as f64 / 1e9,
        5 => 10f64.powi(random.below(40) as i32 - 20),
        6 => random.below(2000) as f64 + 0.5,
        _ => random.below(1_000_000) as f64 * 10f64.powi(random.below(30) as i32 - 15),
    };
    let number = if random.once_in(3) { -number } else { number };
    let told = if number.is_nan() {
        "nan".to_owned()
    } else if number.is_infinite() {
        format!("{}inf", if number > 0.0 { "" } else { "-" })
    } else {
        let bits = number.to_bits();
        let exponent = (bits >> 52 & 0x7ff) as i64;
        let lead = u8::from(exponent != 0);
        let exponent = if exponent == 0 { -1022 } else { exponent - 1023 };
        let sign = if number.is_sign_negative() { "-" } else { "" };
        format!("{sign}0x{lead}.{:013x}p{exponent}", bits & ((1 << 52) - 1))
    };
    (Value::Float(number), json!(["float", told]))
}

pub(crate) fn text(random: &mut Random) -> Told {
    let text = random.chars_of(TEXT, 12);
    (Value::from(text.clone()), json!(["str", text]))
}

fn decimal(random: &mut Random) -> Told {
    let sign = random.pick(&["", "-"]);
    let text = match random.below(12) {
        0 => random.pick(&["Infinity", "NaN", "sNaN", "NaN12", "0", "0E+3", "0E-9", "0.00"]).to_owned(),
        1 => random.chars_of("0123456789", 40) + "5",
        2 => format!("{}e{}", random.below(100_000), random.below(60) as i64 - 30),
        3 => format!("9.{}", "9".repeat(random.below(12))),
        _ => format!("{}.{}", random.below(100_000), random.chars_of("0123456789", 12)),
    };
    let text = format!("{sign}{text}");
    let number: Decimal = text.parse().expect("a decimal");
    (number.into(), json!(["decimal", text]))
}

fn bytes(random: &mut Random) -> Told {
    let bytes: Vec<u8> = (0..random.below(8)).map(|_| random.pick(b"a'\"\\\n\x00\x7f\xff z")).collect();
    (Value::Bytes(bytes.clone().into()), json!(["bytes", bytes]))
}

fn sequence(random: &mut Random) -> Told {
    let (items, told): (Vec<_>, Vec<_>) = (0..random.below(4)).map(|_| any(random)).unzip();
    if random.once_in(2) {
        (Value::list(items), json!(["list", told]))
    } else {
        (Value::tuple(items), json!(["tuple", told]))
    }
}

/// Of one item at most: the order of several is nobody's promise.
fn set(random: &mut Random) -> Told {
    let items = if random.once_in(3) { vec![] } else { vec![int(random)] };
    let (items, told): (Vec<_>, Vec<_>) = items.into_iter().unzip();
    let frozen = random.once_in(2);
    (Value::Set(Arc::new(Set::new(items, frozen))), json!([if frozen { "frozenset" } else { "set" }, told]))
}

fn dict(random: &mut Random) -> Told {
    let mut pairs = vec![];
    for name in ["a", "b", "key", "x y"] {
        if random.once_in(2) {
            pairs.push(((Value::from(name), json!(["str", name])), any(random)));
        }
    }
    if random.once_in(2) {
        pairs.push((small_int(random, 3), any(random)));
    }
    mapping(pairs)
}

pub(crate) fn mapping(pairs: Vec<(Told, Told)>) -> Told {
    let told: Vec<Json> = pairs.iter().map(|((_, key), (_, value))| json!([key, value])).collect();
    let dict: Dict = pairs.into_iter().map(|((key, _), (value, _))| (key, value)).collect();
    (dict.into(), json!(["dict", told]))
}

fn temporal(random: &mut Random) -> Told {
    let (year, month, day) = (1 + random.below(9999) as i16, 1 + random.below(12) as i8, 1 + random.below(28) as i8);
    let (hour, minute) = (random.below(24) as u8, random.below(60) as u8);
    let second = if random.once_in(2) { 0 } else { random.below(60) as u8 };
    let micro = if random.once_in(2) { 0 } else { random.below(1_000_000) as u32 };
    let offset = match random.below(4) {
        0 => Some(0),
        1 => Some(random.below(100) as i64 * 900 - 45_000),
        2 => Some(random.below(80_000) as i64 - 40_000),
        _ => None,
    };
    let zone = offset.map(|offset| match offset {
        0 => Zone::utc(),
        _ => Zone::fixed(TimeDelta::new(0, offset, 0).expect("short")).expect("less than a day"),
    });
    let date = Date::new(year, month, day).expect("a date");
    let time = Time::new(hour, minute, second, micro).expect("a time");
    let time = match zone {
        Some(zone) => time.with_zone(zone),
        None => time,
    };
    match random.below(4) {
        0 => (date.into(), json!(["date", [year, month, day]])),
        1 => (time.into(), json!(["time", [json!(hour), json!(minute), json!(second), json!(micro), json!(offset)]])),
        2 => {
            let (days, seconds) = (random.below(2000) as i64 - 1000, random.below(100_000) as i64);
            let micros = if random.once_in(2) { 0 } else { random.below(2_000_000) as i64 };
            let delta = TimeDelta::new(days, seconds, micros).expect("short");
            (delta.into(), json!(["timedelta", [days, seconds, micros]]))
        }
        _ => {
            let fields = json!([year, month, day, hour, minute, second, micro, offset]);
            (DateTime::new(date, time).into(), json!(["datetime", fields]))
        }
    }
}
